import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { headerName } from '../http-client/http-header.ts';

/** How the body of a request is signed. */
export const signatureOptions = z.strictObject({
  /** A file with the key that the sink knows as well: one line, used as UTF-8; read at each attempt. */
  secretFile: z.string().min(1),
  /** Which header carries the signature. */
  header: headerName.default('X-Signature-256'),
  /** The hash function of the HMAC. */
  algorithm: z.enum(['sha256']).default('sha256'),
});

/**
 * The signature of exactly these bytes: `sha256=` and the HMAC in lower-case hexadecimal, as in GitHub's webhooks.
 *
 * It holds no time of its own: the body's `time` and the `Idempotency-Key` show what is a repetition.
 *
 * @see RFC 2104
 */
export function signBody(
  body: string,
  secret: string,
  algorithm: z.output<typeof signatureOptions>['algorithm'],
): string {
  return `${algorithm}=${createHmac(algorithm, secret).update(body, 'utf8').digest('hex')}`;
}
