import { z } from 'zod';
import type { AlertEvent } from './alert-event.ts';
import { toAscii } from './ascii.ts';
import { classifyStatus, sendHttpRequest } from './http-request.ts';
import { formatIsoTime } from './iso-time.ts';
import type { Batch, Delivery, Notifier } from './notifier.ts';
import type { NotifierEntry } from './registry.ts';
import { readCaFile, readSecretFile } from './secret-file.ts';
import { sinkUrl } from './sink-url.ts';

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

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'must be a header name')
  .refine(
    (name) => !reservedHeaders.has(name.toLowerCase()),
    'is not free to set (a bearer token belongs into bearerTokenFile)',
  );

const options = z.strictObject({
  /** Where to POST. */
  url: sinkUrl,
  /** For one request. */
  timeoutSeconds: z.number().positive().max(300).default(10),
  /** Sent with every request; no place for secrets. */
  headers: z.record(headerName, z.string().regex(/^[\x20-\x7e]*$/, 'must be printable ASCII')).default({}),
  /** A file with the token for `Authorization: Bearer`; read at each attempt. (Default: no such header) */
  bearerTokenFile: z.string().min(1).optional(),
  /** PEM certificates to trust instead of the system's. (Default: the system's) */
  caFile: z.string().min(1).optional(),
});

/**
 * POSTs each event as one JSON object (`formatEventJson`), one request per event.
 *
 * `Idempotency-Key` is the same for every repetition of an event and differs between events, so that a sink can drop
 * the second copy of an event whose first answer was lost. Redirects are not followed.
 */
export const http = {
  name: 'http' as const,
  options,
  create: (checked) => new HttpNotifier(checked),
} satisfies NotifierEntry<typeof options>;

class HttpNotifier implements Notifier {
  readonly name = 'http';
  readonly maxEvents = 1;
  readonly #options: z.output<typeof options>;

  constructor(checked: z.output<typeof options>) {
    this.#options = checked;
  }

  async deliver({ events }: Batch, signal: AbortSignal): Promise<Delivery> {
    const event = events[0]!;
    const { url, timeoutSeconds, headers, bearerTokenFile, caFile } = this.#options;
    const token = bearerTokenFile === undefined ? undefined : await readSecretFile(bearerTokenFile);
    if (token?.kind === 'failed') return token.delivery;
    const ca = caFile === undefined ? undefined : await readCaFile(caFile);
    if (ca?.kind === 'failed') return ca.delivery;
    const answer = await sendHttpRequest({
      method: 'POST',
      url,
      headers: {
        ...headers,
        'idempotency-key': idempotencyKey(event),
        ...(token && { authorization: `Bearer ${token.text}` }),
      },
      json: formatEventJson(event),
      timeoutSeconds,
      signal,
      ca: ca?.text,
      // The path of a webhook is often its password.
      label: `POST ${new URL(url).origin}`,
    });
    return answer.kind === 'failed' ? answer.delivery : classifyStatus(answer);
  }

  close(): void {}
}

/** The time is part of it because an episode can go from WARNING to FAILURE and back to WARNING. */
function idempotencyKey({ id, severity, time }: AlertEvent): string {
  return toAscii(`${id}-${severity.toLowerCase()}-${Math.round(time * 1000)}`);
}

/**
 * The body of a POST: the fields of `AlertEvent`, with both times as ISO 8601 in UTC (`time`, `since`) and as epoch
 * seconds (`timeSeconds`, `sinceSeconds`). `value` is left out when unknown.
 */
export function formatEventJson(event: AlertEvent): Record<string, unknown> {
  return {
    id: event.id,
    severity: event.severity,
    kind: event.kind,
    time: formatIsoTime(event.time),
    timeSeconds: event.time,
    since: formatIsoTime(event.since),
    sinceSeconds: event.since,
    host: event.host,
    resource: event.resource,
    source: event.source,
    message: event.message,
    ...(event.value === undefined ? {} : { value: event.value }),
    details: event.details,
  };
}
