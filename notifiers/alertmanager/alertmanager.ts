import { z } from 'zod';
import { formatAlert, ownLabels } from './alerts.ts';
import { sendToPeers } from './peers.ts';
import { changesOf, type EpisodeAlert } from './alerts.ts';
import {
  accessOptions,
  checkAccessFiles,
  checkAccessOptions,
  readAccess,
  type HttpAccess,
} from '../http-client/http-access.ts';
import { classifyStatus } from '../http-client/http-outcome.ts';
import { sendHttpRequest } from '../http-client/http-request.ts';
import { delivered, type Batch, type Delivery, type Notifier } from '../notifier.ts';
import type { NotifierEntry } from '../notifier.ts';
import { evenWhenBroken } from '../option-meta.ts';
import { headersOption, receiverUrl, timeoutOption } from '../http-client/http-options.ts';

const peerUrl = receiverUrl.superRefine((url, context) => {
  if (/[?#]/.test(url) || /\/api\/v\d/.test(url))
    context.addIssue({
      code: 'custom',
      message: 'must be the address of Alertmanager alone, without /api/v2/alerts and without a query',
      params: { isWhole: true },
    });
});

const labelName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be a label name (letters, digits and _)')
  .refine((name) => !ownLabels.includes(name), `must not be one of ${ownLabels.join(', ')}`);

const options = z
  .strictObject({
    urls: z
      .array(peerUrl)
      .min(1)
      .meta({
        description: 'The URLs of all Alertmanagers of a cluster; each is sent everything.',
        examples: [['http://alertmanager1.example.org:9093', 'http://alertmanager2.example.org:9093']],
        since: '0.1.0',
      }),
    labels: z
      .record(labelName, z.string().min(1))
      .default({})
      .meta({
        description: 'Labels to add to each alert.',
        examples: [{ team: 'operations' }],
        since: '0.1.0',
      }),
    generatorUrl: receiverUrl.optional().meta({
      description: 'The URL that the source link of an alert leads to.',
      examples: ['https://graphs.example.org/'],
      defaultText: 'no link',
      since: '0.1.0',
    }),
    repeatSeconds: z
      .number()
      .min(1)
      .max(3600)
      .default(60)
      .meta({
        description:
          'The interval at which firing alerts are sent again, in seconds. An alert ends by itself after four times that.',
        examples: [120],
        since: '0.1.0',
      }),
    timeoutSeconds: timeoutOption,
    headers: headersOption,
    ...accessOptions,
  })
  .superRefine(checkAccessOptions, evenWhenBroken)
  .meta({
    description:
      'Keeps one alert per open episode in the Alertmanager of Prometheus. Its group_wait (default 30 s) delays the first message: set it to 0s in the route of these alerts.',
    examples: [{ urls: ['http://alertmanager1.example.org:9093', 'http://alertmanager2.example.org:9093'] }],
    since: '0.1.0',
  });

/**
 * Keeps one alert per open episode in Prometheus' Alertmanager (v2 API), and repeats it while it fires.
 *
 * Every request has all firing alerts and those that have just ended, see `changesOf`. So a restarted Alertmanager is
 * complete at the next refresh. All peers get the same request at the same time, see `sendToPeers`.
 */
export const alertmanager = {
  name: 'alertmanager' as const,
  limitable: true,
  usesWriter: false,
  options,
  create: (checked, { now }) => new AlertmanagerNotifier(checked, now),
} satisfies NotifierEntry<typeof options>;

class AlertmanagerNotifier implements Notifier {
  readonly name = 'alertmanager';
  readonly maxEvents = 1000;
  readonly repeatSeconds: number;
  readonly #options: z.output<typeof options>;
  readonly #now: () => number;
  #firing: readonly EpisodeAlert[] = [];

  constructor(checked: z.output<typeof options>, now: () => number) {
    this.#options = checked;
    this.#now = now;
    this.repeatSeconds = checked.repeatSeconds;
  }

  async deliver(batch: Batch, signal: AbortSignal): Promise<Delivery> {
    const now = this.#now();
    const { firing, ended } = changesOf(batch, this.#firing, now);
    const alerts = [
      ...firing.map(({ event, severity }) =>
        formatAlert(event, severity, now + 4 * this.repeatSeconds, this.#options),
      ),
      ...ended.map(({ event, severity, end }) => formatAlert(event, severity, end, this.#options)),
    ];
    if (alerts.length === 0) return delivered;
    const access = await readAccess(this.#options);
    if (access.kind === 'failed') return access.delivery;
    const { urls } = this.#options;
    const delivery = await sendToPeers(urls, (url, until) => this.#post(url, alerts, access, until), signal);
    if (delivery.outcome === 'delivered') this.#firing = firing;
    return delivery;
  }

  async #post(url: string, json: unknown, access: HttpAccess, signal: AbortSignal): Promise<Delivery> {
    const { headers, timeoutSeconds } = this.#options;
    const answer = await sendHttpRequest({
      method: 'POST',
      url: `${url.replace(/\/+$/, '')}/api/v2/alerts`,
      headers: { ...headers, ...access.headers },
      json,
      timeoutSeconds,
      signal,
      ca: access.ca,
      clientCertificate: access.clientCertificate,
      label: `Alertmanager ${new URL(url).origin}`,
    });
    return answer.kind === 'failed' ? answer.delivery : classifyStatus(answer);
  }

  checkFiles(): Promise<Delivery> {
    return checkAccessFiles(this.#options);
  }

  close(): void {}
}
