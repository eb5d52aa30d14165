import { z } from 'zod';

/** An option for the URL of a receiver: http or https, without credentials, because secrets are files. */
export const receiverUrl = z.string().superRefine((text, context) => {
  // The text stays out of the messages: it may hold a password.
  const issue = (message: string) => context.addIssue({ code: 'custom', message, params: { isWhole: true } });
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return issue('must be a URL that starts with http:// or https://');
  const { username, password } = new URL(text);
  if (username || password) issue('must not hold user:password@ (secrets are files)');
});

/** An option for the time of one request. */
export const timeoutOption = z
  .number()
  .positive()
  .max(300)
  .default(10)
  .meta({ description: 'The time for one request, in seconds.', examples: [30], since: '0.1.0' });

/** Headers that we set, or that would put a secret into the configuration. */
const reservedHeaders = new Set([
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'idempotency-key',
  'proxy-authorization',
  'transfer-encoding',
]);

/** An option for the name of a header that users may set. */
export const headerName = z.string().superRefine((name, context) => {
  const complaint = complaintAbout(name);
  if (complaint) context.addIssue(complaint);
});

/** An option for further headers, not for secrets. */
export const headersOption = z
  .record(z.string(), z.string())
  .default({})
  .superRefine((headers, context) => {
    for (const [name, value] of Object.entries(headers)) {
      const complaint =
        complaintAbout(name) ?? (/^[\x20-\x7e]*$/.test(value) ? undefined : 'must be printable ASCII');
      // Without the value, which may be a secret nonetheless.
      if (complaint)
        context.addIssue({ code: 'custom', path: [name], message: complaint, params: { isWhole: true } });
    }
  })
  .meta({
    description: 'Headers to send with every request. They are no place for secrets.',
    examples: [{ 'X-Team': 'operations' }],
    secret: true,
    since: '0.1.0',
  });

function complaintAbout(name: string): string | undefined {
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return 'must be a header name';
  if (!reservedHeaders.has(name.toLowerCase())) return undefined;
  return 'is not free to set (a bearer token belongs into bearerTokenFile, a password into basicAuth)';
}
