import { z } from 'zod';
import { changesOf, ownLabels, type EpisodeAlert, type OutgoingAlert } from './alerts.ts';
import { Peer } from './peer.ts';
import { peerLabel, sendToPeers } from './peers.ts';
import {
  accessOptions,
  checkAccessFiles,
  checkAccessOptions,
  readAccess,
  type HttpAccess,
} from '../http-client/http-access.ts';
import { sendHttpRequest } from '../http-client/http-request.ts';
import { checkProxyOptions, proxyOptions } from '../http-client/proxy-options.ts';
import { ProxyChoice } from '../http-client/proxy.ts';
import {
  delivered,
  type Batch,
  type Delivery,
  type Notifier,
  type NotifierContext,
  type NotifierEntry,
  type SuccessfulDelivery,
} from '../notifier.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { evenWhenBroken } from '../option-meta.ts';
import {
  hasNoPlaceholder,
  headersOption,
  noPlaceholder,
  receiverUrl,
  timeoutOption,
} from '../http-client/http-options.ts';

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
        secret: true,
        since: '0.1.0',
      }),
    labels: z
      .record(labelName, z.string().min(1).refine(hasNoPlaceholder, noPlaceholder))
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
    ...proxyOptions,
  })
  .superRefine((checked, context) => {
    checkAccessOptions(checked, context);
    checkProxyOptions(checked, context);
  }, evenWhenBroken)
  .meta({
    description:
      'Keeps one alert per open episode in the Alertmanager of Prometheus. Its group_wait (default 30 s) delays the first message: set it to 0s in the route of these alerts.',
    examples: [{ urls: ['http://alertmanager1.example.org:9093', 'http://alertmanager2.example.org:9093'] }],
    since: '0.1.0',
  });

/**
 * Keeps one alert per open episode in Prometheus' Alertmanager (v2 API), and repeats it while it fires.
 *
 * Every attempt sends all firing alerts and those that have just ended, see `changesOf`. So a restarted Alertmanager is
 * complete at the next refresh. All peers get the same at the same time, see `sendToPeers`.
 */
export const alertmanager = {
  name: 'alertmanager' as const,
  limitable: true,
  usesWriter: false,
  options,
  create: (checked, context) => new AlertmanagerNotifier(checked, context),
} satisfies NotifierEntry<typeof options>;

/** Time for each request to the other peers after one has accepted. */
const graceSecondsPerRequest = 1;

/** The upper bound of refused episodes to remember. */
const maxRefused = 1000;

class AlertmanagerNotifier implements Notifier {
  readonly name = 'alertmanager';
  readonly maxEvents = 1000;
  readonly repeatSeconds: number;
  readonly #options: z.output<typeof options>;
  readonly #now: () => number;
  readonly #proxy: ProxyChoice;
  readonly #peers: ReadonlyMap<string, Peer>;
  readonly #secrets: KnownSecrets;
  #firing: readonly EpisodeAlert[] = [];
  /** Ids of episodes whose alerts no peer takes: a refresh leaves them out, and they need no end. */
  #refused: ReadonlySet<string> = new Set();

  constructor(checked: z.output<typeof options>, context: NotifierContext) {
    const { now, secrets } = context;
    this.#proxy = new ProxyChoice(checked, context);
    this.#options = checked;
    this.#now = now;
    this.#secrets = secrets;
    this.repeatSeconds = checked.repeatSeconds;
    const expirySeconds = 4 * checked.repeatSeconds;
    this.#peers = new Map(
      checked.urls.map((url) => [url, new Peer({ ...checked, label: peerLabel(url), now, expirySeconds })]),
    );
  }

  async deliver(batch: Batch, signal: AbortSignal): Promise<Delivery> {
    const { firing, ended } = changesOf(batch, this.#firing, this.#now());
    const fresh = new Set(batch.events.map(({ id }) => id));
    const wanted = firing.filter(({ event: { id } }) => fresh.has(id) || !this.#refused.has(id));
    const current: OutgoingAlert[] = [
      ...wanted,
      ...ended.filter(({ event: { id } }) => !this.#refused.has(id)),
    ];
    // News first: the rest may be many requests.
    const alerts = [true, false].flatMap((isNews) =>
      current.filter(({ event: { id } }) => fresh.has(id) === isNews),
    );
    if (alerts.length === 0) return delivered;
    const access = await readAccess(this.#options, this.#secrets);
    if (access.kind === 'failed') return access.delivery;
    const delivery = await sendToPeers(
      this.#options.urls,
      (url, until) => this.#peers.get(url)!.send(alerts, (json) => this.#post(url, json, access, until)),
      signal,
      graceSecondsPerRequest * Peer.requestsFor(alerts),
    );
    return delivery.outcome === 'failed' ? delivery : this.#remember(delivery, batch, wanted);
  }

  /** @param wanted the firing alerts that were sent */
  #remember(
    { failures = [], ...delivery }: SuccessfulDelivery,
    { events }: Batch,
    wanted: readonly EpisodeAlert[],
  ): Delivery {
    const failed = new Map(failures.map(({ event, failure }) => [event.id, failure]));
    this.#firing = wanted.filter(({ event }) => !failed.has(event.id));
    const isTaken = new Set(this.#firing.map(({ event }) => event.id));
    const refused = [...this.#refused, ...failed.keys()].filter((id) => !isTaken.has(id));
    this.#refused = new Set(refused.slice(-maxRefused));
    const own = events.flatMap((event) => {
      const failure = failed.get(event.id);
      return failure ? [{ event, failure }] : [];
    });
    if (own[0] && own.length === events.length) return own[0].failure;
    return own.length === 0 ? delivery : { ...delivery, failures: own };
  }

  async #post(url: string, json: string, access: HttpAccess, signal: AbortSignal) {
    const { headers, timeoutSeconds } = this.#options;
    return sendHttpRequest({
      method: 'POST',
      url: `${url.replace(/\/+$/, '')}/api/v2/alerts`,
      headers: { 'content-type': 'application/json', ...headers, ...access.headers },
      body: json,
      timeoutSeconds,
      signal,
      secrets: this.#secrets,
      ca: access.ca,
      clientCertificate: access.clientCertificate,
      proxy: this.#proxy,
      label: peerLabel(url),
    });
  }

  async checkFiles(): Promise<Delivery> {
    const found = await checkAccessFiles(this.#options, this.#secrets);
    return found.outcome === 'failed' ? found : this.#proxy.checkFiles();
  }

  close(): void {}
}
