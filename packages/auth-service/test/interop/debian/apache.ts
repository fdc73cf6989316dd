import { execFileSync } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';

interface Sites {
  folder: string;
  key: string;
  certificate: string;
  /** TLS in front of the auth service. */
  issuer: { port: number; target: string };
  /** An application that Apache protects. */
  application: {
    port: number;
    target: string;
    clientId: string;
    clientSecret: string;
  };
}

const MODULES = [
  ...['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'headers', 'proxy', 'proxy_http'],
  ...['socache_shmcb', 'ssl', 'auth_openidc'],
];

function configuration({ folder, key, certificate, issuer, application }: Sites): string {
  const tls = `SSLEngine on
    SSLCertificateFile ${certificate}
    SSLCertificateKeyFile ${key}`;
  const origin = `https://localhost:${issuer.port}`;
  return `
ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/apache.pid
ErrorLog ${folder}/error.log
LogLevel error auth_openidc:warn
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
User daemon
Group daemon
${MODULES.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
Listen 127.0.0.1:${issuer.port}
Listen 127.0.0.1:${application.port}
<VirtualHost 127.0.0.1:${issuer.port}>
    ${tls}
    ProxyPreserveHost On
    RequestHeader set X-Forwarded-Proto https
    ProxyPass / ${issuer.target}/
</VirtualHost>
<VirtualHost 127.0.0.1:${application.port}>
    ${tls}
    OIDCProviderMetadataURL ${origin}/.well-known/openid-configuration
    OIDCCABundlePath ${certificate}
    OIDCClientID ${application.clientId}
    OIDCClientSecret ${application.clientSecret}
    OIDCRedirectURI https://localhost:${application.port}/callback
    OIDCPKCEMethod S256
    OIDCScope "openid profile email"
    OIDCCryptoPassphrase of-this-run-only
    <Location />
        AuthType openid-connect
        Require valid-user
    </Location>
    ProxyPass /callback !
    ProxyPass / ${application.target}/
</VirtualHost>
`;
}

/** Starts Apache; answers what stops it and tells what it logged. */
export async function startApache(sites: Sites) {
  const file = `${sites.folder}/apache.conf`;
  // Its workers give up their rights, and still have to read the certificate.
  await chmod(sites.folder, 0o755);
  await writeFile(file, configuration(sites));
  const control = (verb: string) => execFileSync('apache2', ['-f', file, '-k', verb]);
  control('start');
  return {
    log: () => readFile(`${sites.folder}/error.log`, 'utf8').catch(() => ''),
    stop: () => void control('stop'),
  };
}
