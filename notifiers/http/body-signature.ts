import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { headerName } from '../http-client/http-options.ts';

/** How the body of a request is signed. */
export const signatureOptions = z.strictObject({
  secretFile: z
    .string()
    .min(1)
    .meta({
      description:
        'The file with the key that the receiver knows too: one line of UTF-8, readable by the user of dma alone (chmod 600).',
      examples: ['/etc/collectd-dma/http-hmac'],
      since: '0.1.0',
    }),
  header: headerName.default('X-Signature-256').meta({
    description: 'The header that carries the signature.',
    examples: ['X-Hub-Signature-256'],
    since: '0.1.0',
  }),
  algorithm: z
    .enum(['sha256'])
    .default('sha256')
    .meta({ description: 'The hash function of the HMAC.', examples: ['sha256'], since: '0.1.0' }),
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
