import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

const PACKAGES = ['apache2', 'libapache2-mod-auth-openidc', 'oidc-agent-cli', 'openssl'];
const NEEDED = [
  '/usr/sbin/apache2',
  '/usr/lib/apache2/modules/mod_auth_openidc.so',
  '/usr/bin/oidc-agent',
  '/usr/bin/openssl',
];

/**
 * Installs what is missing, where that is possible.
 *
 * @throws Error saying what to install by hand
 */
export function installTools(): void {
  const missing = () => NEEDED.filter((file) => !existsSync(file));
  if (missing().length > 0 && process.getuid?.() === 0) {
    spawnSync('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], {
      stdio: 'inherit',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (missing().length === 0) return;
  throw new Error(
    `Missing: ${missing().join(', ')}. On Debian or Ubuntu: sudo apt-get install ${PACKAGES.join(' ')}`,
  );
}

/** A certificate for `localhost` that only this run knows; PEM files in `folder`. */
export function makeCertificate(folder: string): { key: string; certificate: string } {
  const [key, certificate] = [`${folder}/key.pem`, `${folder}/certificate.pem`];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
      ...['-keyout', key, '-out', certificate, '-days', '1', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
    ],
    { stdio: 'ignore' },
  );
  return { key, certificate };
}
