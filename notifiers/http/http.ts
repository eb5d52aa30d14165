import { z } from 'zod';
import { signatureOptions, signBody } from './body-signature.ts';
import type { AlertEvent } from '../event/alert-event.ts';
import { eventKey } from '../event/event-json.ts';
import {
  accessOptions,
  checkAccessFiles,
  checkAccessOptions,
  readAccess,
} from '../http-client/http-access.ts';
import { checkRequestFiles, formatRequest } from './event-request.ts';
import { checkExpected, expectOptions } from './expected-answer.ts';
import { hasAuthorization } from './header-templates.ts';
import { namedValueOptions } from './named-values.ts';
import { okayOptions, requestOptions } from './request-options.ts';
import { checkRequestOptions } from './request-rules.ts';
import { classifyStatus } from '../http-client/http-outcome.ts';
import { sendHttpRequest } from '../http-client/http-request.ts';
import { delivered, type Batch, type Delivery, type Notifier } from '../notifier.ts';
import { sendFollowingRedirects } from '../http-client/redirect.ts';
import type { NotifierContext, NotifierEntry } from '../notifier.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { readSecretFile } from '../http-client/local-file.ts';
import { brokenOptions, evenWhenBroken } from '../option-meta.ts';
import { timeoutOption } from '../http-client/http-options.ts';
import { checkProxyOptions, proxyOptions } from '../http-client/proxy-options.ts';
import { ProxyChoice } from '../http-client/proxy.ts';

const unchecked = z.strictObject({
  ...requestOptions,
  ...namedValueOptions,
  okay: okayOptions.optional().meta({
    description:
      'A request of its own for OKAY, for a service that closes an incident otherwise: each option replaces the one of the same name, and headers are merged over the others.',
    examples: [{ url: 'https://alerts.example.org/collectd/{{id}}/close', method: 'PUT', format: 'none' }],
    defaultText: 'OKAY is sent as the others are',
    since: '0.2.0',
  }),
  only: z
    .array(z.enum(['WARNING', 'FAILURE', 'OKAY']))
    .min(1)
    .default(['WARNING', 'FAILURE', 'OKAY'])
    .meta({
      description:
        'The severities to send, a list of WARNING, FAILURE, OKAY. It leaves out OKAY for a service that knows no end. An event of another severity is done without a request.',
      examples: [['WARNING', 'FAILURE']],
      since: '0.2.0',
    }),
  timeoutSeconds: timeoutOption,
  ...accessOptions,
  ...proxyOptions,
  hmac: signatureOptions.optional().meta({
    description: 'A signature of the body: `sha256=` and an HMAC.',
    examples: [{ secretFile: '/etc/collectd-dma/http-hmac' }],
    defaultText: 'none, the body is not signed',
    since: '0.1.0',
  }),
  expect: expectOptions.optional().meta({
    description: 'The answer that counts as a delivery, for a receiver that says no under a status of 2xx.',
    examples: [{ field: 'ok' }],
    defaultText: 'any answer with 2xx',
    since: '0.2.0',
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
});

const options = unchecked
  .superRefine((checked, context) => {
    checkRequestOptions(checked, context);
    checkAccessOptions(checked, context);
    checkProxyOptions(checked, context);
    checkAuthorization(checked, context);
  }, evenWhenBroken)
  .meta({
    description: 'Sends each event in one request.',
    examples: [{ url: 'https://alerts.example.org/collectd' }],
    since: '0.1.0',
  });

/** A rule for a `superRefine`: there is one way to log in. */
function checkAuthorization(
  { headers, bearerTokenFile, basicAuth }: z.output<typeof unchecked>,
  context: z.RefinementCtx,
): void {
  if (brokenOptions(context).has('headers') || !hasAuthorization(headers)) return;
  const other = bearerTokenFile === undefined ? basicAuth && 'basicAuth' : 'bearerTokenFile';
  if (other === undefined) return;
  const message = `must not hold Authorization beside ${other}`;
  context.addIssue({ code: 'custom', path: ['headers'], message, params: { isWhole: true } });
}

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
  create: (checked, context) => new HttpNotifier(checked, context),
} satisfies NotifierEntry<typeof options>;

class HttpNotifier implements Notifier {
  readonly name = 'http';
  readonly maxEvents = 1;
  readonly #options: z.output<typeof options>;
  readonly #secrets: KnownSecrets;
  readonly #proxy: ProxyChoice;

  constructor(checked: z.output<typeof options>, context: NotifierContext) {
    this.#options = checked;
    this.#secrets = context.secrets;
    this.#proxy = new ProxyChoice(checked, context);
  }

  async deliver({ events }: Batch, signal: AbortSignal): Promise<Delivery> {
    const [event] = events;
    if (!event || this.skips(event)) return delivered;
    const { timeoutSeconds, hmac, followRedirects } = this.#options;
    const access = await readAccess(this.#options, this.#secrets);
    if (access.kind === 'failed') return access.delivery;
    const request = await formatRequest(event, this.#options, this.#secrets);
    if (request.kind === 'failed') return request.delivery;
    const { method, url, headers, body } = request;
    const secret = hmac && (await readSecretFile(hmac.secretFile, this.#secrets));
    if (secret?.kind === 'failed') return secret.delivery;
    const send = followRedirects ? sendFollowingRedirects : sendHttpRequest;
    const answer = await send({
      method,
      url,
      headers: {
        ...headers,
        'idempotency-key': eventKey(event),
        ...access.headers,
        ...(hmac && secret && { [hmac.header]: signBody(body ?? '', secret.text, hmac.algorithm) }),
      },
      ...(body === undefined ? {} : { body }),
      timeoutSeconds,
      signal,
      secrets: this.#secrets,
      ca: access.ca,
      clientCertificate: access.clientCertificate,
      proxy: this.#proxy,
      // The path of a webhook is often its password.
      label: `${method} ${new URL(url).origin}`,
    });
    if (answer.kind === 'failed') return answer.delivery;
    const delivery = classifyStatus(answer);
    return delivery.outcome === 'failed' ? delivery : checkExpected(answer, this.#options.expect);
  }

  skips({ severity }: AlertEvent): boolean {
    return !this.#options.only.includes(severity);
  }

  async checkFiles(): Promise<Delivery> {
    const { hmac } = this.#options;
    for (const check of [checkAccessFiles, checkRequestFiles]) {
      const found = await check(this.#options, this.#secrets);
      if (found.outcome === 'failed') return found;
    }
    const secret = hmac && (await readSecretFile(hmac.secretFile, this.#secrets));
    return secret?.kind === 'failed' ? secret.delivery : this.#proxy.checkFiles();
  }

  close(): void {}
}
