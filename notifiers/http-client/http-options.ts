import { z } from 'zod';

/** An option that is the URL of a sink: http or https, and no credentials in it, because secrets are files. */
export const sinkUrl = z.string().superRefine((text, context) => {
  // The text itself stays out of the messages: it may hold a password.
  const issue = (message: string) => context.addIssue({ code: 'custom', message, params: { isWhole: true } });
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return issue('must be a URL that starts with http:// or https://');
  const { username, password } = new URL(text);
  if (username || password) issue('must not hold user:password@ (secrets are files)');
});

/** Headers that are ours to write, or that would put a secret into the configuration. */
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

/** An option that is the name of a header, and not of one that is written otherwise. */
export const headerName = z.string().superRefine((name, context) => {
  const complaint = complaintAbout(name);
  if (complaint) context.addIssue(complaint);
});

/** An option that holds further headers; no place for secrets. */
export const headersOption = z
  .record(z.string(), z.string())
  .default({})
  .superRefine((headers, context) => {
    for (const [name, value] of Object.entries(headers)) {
      const complaint =
        complaintAbout(name) ?? (/^[\x20-\x7e]*$/.test(value) ? undefined : 'must be printable ASCII');
      // Without the value: it may be a secret in spite of all.
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
