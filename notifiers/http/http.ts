import { z } from 'zod';
import { signatureOptions, signBody } from './body-signature.ts';
import { eventKey } from '../event/event-json.ts';
import {
  accessOptions,
  checkAccessFiles,
  checkAccessOptions,
  readAccess,
} from '../http-client/http-access.ts';
import { bodyOptions, checkBodyFiles, checkBodyOptions, formatBody } from './http-body.ts';
import { classifyStatus } from '../http-client/http-outcome.ts';
import { sendHttpRequest } from '../http-client/http-request.ts';
import { delivered, type Batch, type Delivery, type Notifier } from '../notifier.ts';
import { sendFollowingRedirects } from '../http-client/http-request.ts';
import type { NotifierEntry } from '../notifier.ts';
import { readSecretFile } from '../http-client/local-file.ts';
import { evenWhenBroken } from '../option-meta.ts';
import { headersOption, receiverUrl, timeoutOption } from '../http-client/http-options.ts';

const options = z
  .strictObject({
    url: receiverUrl.meta({
      description: 'The URL to send events to.',
      examples: ['https://alerts.example.org/collectd'],
      secret: true,
      since: '0.1.0',
    }),
    method: z
      .enum(['POST', 'PUT'])
      .default('POST')
      .meta({ description: 'The method of the requests.', examples: ['PUT'], since: '0.1.0' }),
    ...bodyOptions,
    timeoutSeconds: timeoutOption,
    headers: headersOption,
    ...accessOptions,
    hmac: signatureOptions.optional().meta({
      description: 'A signature of the body: `sha256=` and an HMAC.',
      examples: [{ secretFile: '/etc/collectd-dma/http-hmac' }],
      defaultText: 'none, the body is not signed',
      since: '0.1.0',
    }),
    followRedirects: z
      .boolean()
      .default(false)
      .meta({
        description:
          'Follows the statuses 307 and 308, at most three times, and only to the same origin or its https.',
        examples: [true],
        since: '0.1.0',
      }),
  })
  .superRefine((checked, context) => {
    checkBodyOptions(checked, context);
    checkAccessOptions(checked, context);
  }, evenWhenBroken)
  .meta({
    description: 'Sends each event in one request.',
    examples: [{ url: 'https://alerts.example.org/collectd' }],
    since: '0.1.0',
  });

/**
 * Sends each event in one request.
 *
 * `Idempotency-Key` is equal for every repetition of an event and different for other events, so that a receiver can
 * drop the second copy of an event whose first answer was lost.
 */
export const http = {
  name: 'http' as const,
  limitable: true,
  usesWriter: false,
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
    const [event] = events;
    if (!event) return delivered;
    const { url, method, timeoutSeconds, headers, hmac, followRedirects } = this.#options;
    const access = await readAccess(this.#options);
    if (access.kind === 'failed') return access.delivery;
    const body = await formatBody(event, this.#options);
    if (body.kind === 'failed') return body.delivery;
    const secret = hmac && (await readSecretFile(hmac.secretFile));
    if (secret?.kind === 'failed') return secret.delivery;
    const send = followRedirects ? sendFollowingRedirects : sendHttpRequest;
    const answer = await send({
      method,
      url,
      headers: {
        ...headers,
        'content-type': body.contentType,
        'idempotency-key': eventKey(event),
        ...access.headers,
        ...(hmac && secret && { [hmac.header]: signBody(body.text, secret.text, hmac.algorithm) }),
      },
      body: body.text,
      timeoutSeconds,
      signal,
      ca: access.ca,
      clientCertificate: access.clientCertificate,
      // The path of a webhook is often its password.
      label: `${method} ${new URL(url).origin}`,
    });
    return answer.kind === 'failed' ? answer.delivery : classifyStatus(answer);
  }

  async checkFiles(): Promise<Delivery> {
    const { hmac } = this.#options;
    for (const check of [checkAccessFiles, checkBodyFiles]) {
      const found = await check(this.#options);
      if (found.outcome === 'failed') return found;
    }
    const secret = hmac && (await readSecretFile(hmac.secretFile));
    return secret?.kind === 'failed' ? secret.delivery : delivered;
  }

  close(): void {}
}
