import { z } from 'zod';

/** An option for the URL of a receiver that may hold placeholders; otherwise as `receiverUrl`. */
export const urlTemplate = z.string().superRefine((text, context) => {
  // The text stays out of the messages: it may hold a password.
  const issue = (message: string) => context.addIssue({ code: 'custom', message, params: { isWhole: true } });
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    return issue('must be a URL that starts with http:// or https://');
  const { hostname, username, password } = new URL(text);
  // The form of got and curl for a socket of this machine.
  if (hostname === 'unix') return issue('must name a host: sockets of this machine are not supported');
  if (username || password) issue('must not hold user:password@ (secrets are files)');
});

/** The rule for a text of a notifier without placeholders, which would send one as it stands. */
export const noPlaceholder = 'must not hold {{: only the http notifier has placeholders';

/** True for a text that holds no placeholder. */
export function hasNoPlaceholder(text: string): boolean {
  return !text.includes('{{');
}

/** An option for the URL of a receiver: http or https, without credentials, because secrets are files. */
export const receiverUrl = urlTemplate.superRefine((text, context) => {
  if (!hasNoPlaceholder(text))
    context.addIssue({ code: 'custom', message: noPlaceholder, params: { isWhole: true } });
});

/** An option for the time of one request. */
export const timeoutOption = z
  .number()
  .positive()
  .max(300)
  .default(10)
  .meta({ description: 'The time for one request, in seconds.', examples: [30], since: '0.1.0' });

/** Headers whose value is a secret. */
export const credentialHeaders: readonly string[] = ['authorization', 'cookie', 'proxy-authorization'];

/** Headers of the connection and of the notifier. */
export const ownHeaders: readonly string[] = [
  'connection',
  'content-length',
  'host',
  'idempotency-key',
  'transfer-encoding',
];

const reservedHeaders = [...credentialHeaders, ...ownHeaders, 'content-type'];

/** An option for the name of a header that users may set. */
export const headerName = z.string().superRefine((name, context) => {
  const complaint = complaintAboutName(name, reservedHeaders);
  if (complaint) context.addIssue(complaint);
});

/**
 * An option for headers of printable ASCII.
 *
 * @param reserved names that users cannot set, in lower case
 * @param complaintAboutValue a further rule that a value breaks, in words
 */
export function headersWith(
  reserved: readonly string[],
  complaintAboutValue: (name: string, value: string) => string | undefined,
) {
  return z
    .record(z.string(), z.string())
    .default({})
    .superRefine((headers, context) => {
      for (const [name, value] of Object.entries(headers)) {
        const complaint =
          complaintAboutName(name, reserved) ??
          (/^[\x20-\x7e]*$/.test(value) ? complaintAboutValue(name, value) : 'must be printable ASCII');
        // Without the value, which may be a secret nonetheless.
        if (complaint)
          context.addIssue({ code: 'custom', path: [name], message: complaint, params: { isWhole: true } });
      }
    });
}

/** An option for further headers, not for secrets. */
export const headersOption = headersWith(reservedHeaders, (_name, value) =>
  hasNoPlaceholder(value) ? undefined : noPlaceholder,
).meta({
  description: 'Headers to send with every request. They are no place for secrets.',
  examples: [{ 'X-Team': 'operations' }],
  secret: true,
  since: '0.1.0',
});

/** The rule that the name of a header breaks, in words. */
function complaintAboutName(name: string, reserved: readonly string[]): string | undefined {
  if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return 'must be a header name';
  if (!reserved.includes(name.toLowerCase())) return undefined;
  return 'is not free to set (a bearer token belongs into bearerTokenFile, a password into basicAuth)';
}
