import { execFileSync } from 'node:child_process';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes `<path>.pem` and `<path>.key`. */
export function makeAuthority(path: string): void {
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    `${path}.key`,
    '-out',
    `${path}.pem`,
    '-subj',
    '/CN=authority',
    '-days',
    '2',
  );
}

/** Makes `<path>.pem`, signed by that authority, and `<path>.key`; its common name is that of the file. */
export function makeCertificate(path: string, authority: string, alternativeName: string): void {
  const subject = ['-subj', `/CN=${path.split('/').at(-1)}`, '-addext', `subjectAltName=${alternativeName}`];
  openssl('req', ...newKey, '-keyout', `${path}.key`, '-out', `${path}.csr`, ...subject);
  const signer = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    `${path}.csr`,
    ...signer,
    '-copy_extensions',
    'copy',
    '-days',
    '2',
    '-out',
    `${path}.pem`,
  );
}

/** Runs openssl to its end. */
export function openssl(...args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: 'pipe' });
}
