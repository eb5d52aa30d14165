import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { describeError } from '../error-text.ts';
import { replaceUnprintable } from '../printable.ts';

/** The contents of the files for TLS, as PEM. */
export interface TlsContents {
  readonly ca?: string | undefined;
  readonly certificate?: string | undefined;
  readonly key?: string | undefined;
  readonly passphrase?: string | undefined;
}

/** The names of these files, or of their options, for messages. */
export interface TlsNames {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** The options of dma.yaml that name them. */
export const tlsNamesInYaml: TlsNames = {
  ca: 'caFile',
  certificate: 'clientCertificate.certFile',
  key: 'clientCertificate.keyFile',
};

/**
 * Describes why files for TLS cannot be used, or not any more, in one line without their content; undefined when they
 * can.
 *
 * A client certificate counts with its intermediates. Of the certificates to trust one has to be valid: large bundles
 * hold expired ones.
 *
 * @param now epoch seconds
 */
export function findCertificateFault(
  { ca, certificate, key, passphrase }: TlsContents,
  names: TlsNames,
  now: number,
): string | undefined {
  try {
    const trusted = ca === undefined ? [] : parseCertificates(ca, names.ca);
    if (trusted.length > 0 && !trusted.some((one) => complaintAboutTime(one, now) === undefined))
      return `${names.ca}: ${complaintAboutTime(trusted[0]!, now)!}`;
    if (certificate === undefined) return undefined;
    const chain = parseCertificates(certificate, names.certificate);
    for (const one of chain) {
      const complaint = complaintAboutTime(one, now);
      if (complaint !== undefined) return `${names.certificate}: ${complaint}`;
    }
    // A secure context compares only keys of one kind with their certificates.
    if (key !== undefined && !chain[0]!.checkPrivateKey(parseKey({ key, passphrase }, names.key)))
      return `${names.key}: is not the key of the certificate in ${names.certificate}`;
    createSecureContext({ cert: certificate, key, passphrase });
    return undefined;
  } catch (error) {
    if (error instanceof UnusableFile) return error.message;
    return `${names.certificate} and ${names.key}: cannot be used: ${describeError(error)}`;
  }
}

class UnusableFile extends Error {}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/** @throws UnusableFile */
function parseCertificates(text: string, name: string): X509Certificate[] {
  const blocks = text.match(pemCertificate);
  if (!blocks) throw new UnusableFile(`${name}: holds no certificate (PEM)`);
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw new UnusableFile(`${name}: holds a malformed certificate`);
  }
}

/** @throws UnusableFile */
function parseKey(
  { key, passphrase }: Pick<TlsContents, 'passphrase'> & { readonly key: string },
  name: string,
) {
  if (passphrase === undefined && key.includes('ENCRYPTED'))
    throw new UnusableFile(`${name}: is encrypted: passphraseFile is missing`);
  try {
    return createPrivateKey({ key, ...(passphrase !== undefined && { passphrase }) });
  } catch (cause) {
    const rule = passphrase === undefined ? '' : ', or its passphrase is wrong';
    throw new UnusableFile(`${name}: holds no private key (PEM)${rule}`, { cause });
  }
}

function complaintAboutTime(
  { subject, validFrom, validTo }: X509Certificate,
  now: number,
): string | undefined {
  const name = replaceUnprintable((subject ?? '').replaceAll('\n', ', '), ' ').slice(0, 80);
  const [from, to] = [Date.parse(validFrom) / 1000, Date.parse(validTo) / 1000];
  if (now > to) return `the certificate ${name} expired on ${dateOf(to)}`;
  if (now < from)
    return `the certificate ${name} is not valid before ${dateOf(from)}; is the clock of this machine right?`;
  return undefined;
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
