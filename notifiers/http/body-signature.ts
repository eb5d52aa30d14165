import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { headerName } from '../http-client/http-options.ts';

/** Options of the body's signature. */
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
 * Signs the body: `sha256=` and the HMAC in lower-case hexadecimal, as in GitHub's webhooks.
 *
 * The signature covers no time of its own: `time` in the body and the `Idempotency-Key` expose a replay.
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
