import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';

/** Programs of the system: what Debian calls the packages, and by which files they are known to be there. */
export interface Tools {
  packages: string[];
  files: string[];
}

/**
 * Installs what is missing, where that is possible.
 *
 * @throws Error saying what to install by hand
 */
export function installTools({ packages, files }: Tools): void {
  const missing = () => files.filter((file) => !existsSync(file));
  if (missing().length > 0 && process.getuid?.() === 0) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['-qq', 'update'], { stdio: 'inherit', env });
    spawnSync('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...packages], {
      stdio: 'inherit',
      env,
    });
  }
  if (missing().length === 0) return;
  throw new Error(
    `Missing: ${missing().join(', ')}. On Debian or Ubuntu: sudo apt-get install ${packages.join(' ')}`,
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
