import type { TlsNames } from './certificate-fault.ts';

/** The request that failed. */
export interface FailedRequest {
  readonly url: string;
  /** True with certificates to trust of our own. */
  readonly hasCa: boolean;
  readonly names: TlsNames;
}

const untrusted =
  /^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|CERT_(UNTRUSTED|REJECTED|SIGNATURE_FAILURE|CHAIN_TOO_LONG)$)/;

/** Codes and messages of OpenSSL that reads something else than TLS, such as HTTP. */
const noTls = /wrong version number|packet length too long|unknown protocol|http request/i;

/**
 * Names what to do about a request that failed for TLS, or for its absence; undefined where the error tells it or
 * nothing is known.
 *
 * @param error of node:http, node:tls or got
 */
export function findTlsCure(error: Error, { url, hasCa, names }: FailedRequest): string | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!/^https:/i.test(url))
    return error.message === 'socket hang up'
      ? 'if it speaks TLS there, the URL begins with https://'
      : undefined;
  if (untrusted.test(code))
    return hasCa
      ? `what is in ${names.ca} did not sign its certificate: name the CA that did`
      : `name a file with the CA that signed its certificate in ${names.ca}`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'name the server in the URL as its certificate does';
  if (code === 'CERT_HAS_EXPIRED') return 'the server needs a new certificate';
  if (code === 'CERT_NOT_YET_VALID') return 'is a clock wrong?';
  if (code.endsWith('CERTIFICATE_REQUIRED') && names.certificate !== '')
    return `it asks for a client certificate: name one in ${names.certificate}, and its key in ${names.key}`;
  return noTls.test(error.message)
    ? 'does it speak TLS there? Without, the URL begins with http://'
    : undefined;
}
