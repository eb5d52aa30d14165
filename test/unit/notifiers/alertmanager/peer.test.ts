import assert from 'node:assert/strict';
import type { AlertmanagerAlert, OutgoingAlert } from '../../../../notifiers/alertmanager/alerts.ts';
import { Peer } from '../../../../notifiers/alertmanager/peer.ts';
import { failure, type Failure, type HttpAnswer } from '../../../../notifiers/http-client/http-outcome.ts';
import { delivered, type Delivery } from '../../../../notifiers/notifier.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';

function alertOf(host: string, message = 'm'): OutgoingAlert {
  const event = exampleEvent({ id: host, host, source: `${host}/dma-memory/percent-risk`, message });
  return { event, severity: 'WARNING' };
}

const alertsOf = (count: number, message?: string): OutgoingAlert[] =>
  Array.from({ length: count }, (_, index) => alertOf(`h${index}`, message));

const limitedTo =
  (limit: number) =>
  (_hosts: readonly string[], bytes: number): number =>
    bytes > limit ? 413 : 200;

describe('a peer', () => {
  /** The bodies of the requests, as alerts, and their sizes. */
  let requests: AlertmanagerAlert[][];
  let sizes: number[];
  /** Hosts that were taken. */
  let taken: string[];
  let now: number;
  /** Answers a request with a status, or with a failure to send it. */
  let answer: (hosts: readonly string[], bytes: number) => number | Failure;
  let date: string | undefined;
  let peer: Peer;
  beforeEach(() => {
    [requests, sizes, taken, now, date] = [[], [], [], exampleTime, undefined];
    answer = () => 200;
    peer = new Peer({ label: 'Alertmanager http://am', now: () => now, expirySeconds: 240, labels: {} });
  });

  const send = (alerts: readonly OutgoingAlert[]): Promise<Delivery> => peer.send(alerts, post);

  async function post(json: string): Promise<HttpAnswer | Failure> {
    const alerts = JSON.parse(json) as AlertmanagerAlert[];
    const hosts = alerts.map(({ labels }) => labels['instance']!);
    requests.push(alerts);
    sizes.push(Buffer.byteLength(json));
    const status = answer(hosts, Buffer.byteLength(json));
    if (typeof status !== 'number') return status;
    if (status === 200) taken.push(...hosts);
    const headers = date === undefined ? {} : { date };
    return { kind: 'answer', excerpt: '', status, headers, body: '', label: 'Alertmanager http://am' };
  }

  it('is sent few alerts in one request, and many in requests below the usual limit of a proxy', async () => {
    assert.deepEqual(await send(alertsOf(3)), delivered);
    assert.deepEqual(
      requests.map(({ length }) => length),
      [3],
    );
    answer = limitedTo(1024 * 1024);
    taken = [];
    assert.deepEqual(await send(alertsOf(2600, 'x'.repeat(255))), delivered);
    assert.deepEqual(
      taken,
      alertsOf(2600).map(({ event }) => event.host),
    );
    assert.ok(sizes.every((size) => size <= 512 * 1024));
    assert.ok(requests.every(({ length }) => length <= 1000));
  });

  it('is sent a thousand small alerts at most in one request', async () => {
    await send(alertsOf(1001));
    assert.ok(requests.length > 1);
    assert.ok(requests.every(({ length }) => length <= 1000));
    assert.equal(Peer.requestsFor(alertsOf(1001)), 2);
  });

  it('is sent halves after a 413, and requests of the size that went through from then on', async () => {
    answer = limitedTo(20_000);
    assert.deepEqual(await send(alertsOf(200)), delivered);
    assert.equal(new Set(taken).size, 200);
    assert.equal(taken.length, 200);
    [sizes, taken] = [[], []];
    assert.deepEqual(await send(alertsOf(200)), delivered);
    assert.equal(taken.length, 200);
    assert.ok(
      sizes.every((size) => size <= 20_000),
      'no request is refused any more',
    );
    assert.ok(
      sizes.some((size) => size > 5_000),
      'it is not sent less than it takes',
    );
  });

  it('is sent an alert that is too large alone without most of its annotations', async () => {
    answer = limitedTo(2_000);
    const large = alertOf('large', 'y'.repeat(5_000));
    assert.deepEqual(await send([alertOf('a'), large, alertOf('b')]), delivered);
    assert.deepEqual(taken, ['a', 'large', 'b']);
    const cut = requests.flat().findLast(({ labels }) => labels['instance'] === 'large')!;
    assert.deepEqual(Object.keys(cut.annotations), ['summary', 'episode']);
    assert.equal(cut.annotations['summary']!.length, 200);
  });

  it('takes the others when one is too large however it is cut, and the failure names its series', async () => {
    answer = (hosts) => (hosts.includes('h1') ? 413 : 200);
    const delivery = await send(alertsOf(3));
    assert.deepEqual(taken, ['h0', 'h2']);
    assert.ok(delivery.outcome === 'delivered');
    assert.match(
      delivery.note ?? '',
      /the alert of h1\/dma-memory\/percent-risk was refused: .*answered 413$/,
    );
    assert.deepEqual(
      delivery.failures?.map(({ event, failure: { reason, recoverable } }) => [
        event.host,
        reason,
        recoverable,
      ]),
      [['h1', 'too-large', true]],
    );
  });

  for (const status of [400, 422])
    it(`takes the others when it answers ${status} for one or two`, async () => {
      const bad = ['h17', 'h300'];
      answer = (hosts) => (hosts.some((host) => bad.includes(host)) ? status : 200);
      const delivery = await send(alertsOf(500));
      assert.ok(delivery.outcome === 'delivered');
      assert.equal(taken.length, 498);
      assert.deepEqual(
        delivery.failures?.map(({ event, failure: { recoverable } }) => [event.host, recoverable]),
        bad.map((host) => [host, false]),
      );
      assert.match(delivery.note ?? '', /h17\/.* and 1 more was refused: /);
      assert.ok(requests.length < 50, `${requests.length} requests`);
    });

  it('is not asked about each alert when it refuses all', async () => {
    answer = () => 400;
    const delivery = await send(alertsOf(1000));
    assert.deepEqual(delivery.outcome === 'failed' && [delivery.reason, delivery.recoverable], [
      'rejected',
      false,
    ]);
    assert.ok(requests.length < 100, `${requests.length} requests`);
  });

  it('is sent no more after a failure that no alert is at fault for', async () => {
    const reset = failure('unreachable', true, 'reset');
    for (const [status, reason] of [
      [503, 'server-error'],
      [401, 'unauthorized'],
      [429, 'rate-limited'],
      [reset, 'unreachable'],
    ] as const) {
      requests = [];
      answer = () => (requests.length === 1 ? 200 : status);
      const delivery = await send(alertsOf(2500));
      assert.equal(delivery.outcome === 'failed' && delivery.reason, reason);
      assert.equal(requests.length, 2);
    }
  });

  it('is sent alerts again that it has dated as over, once, and the note tells the cure', async () => {
    date = new Date((exampleTime + 300) * 1000).toUTCString();
    const delivery = await send(alertsOf(2));
    assert.match(JSON.stringify(delivery), /"delivered".*its clock is 5 min ahead of.*NTP/);
    assert.equal(requests.length, 2);
    const ends = requests.map(([alert]) => Date.parse(alert!.endsAt) / 1000 - exampleTime);
    assert.deepEqual(ends.map(Math.floor), [240, 540]);
    await send(alertsOf(2));
    assert.equal(requests.length, 3);
  });

  it('is sent nothing a third time by a date that changes each time', async () => {
    answer = () => {
      date = new Date((exampleTime + 300 * requests.length) * 1000).toUTCString();
      return 200;
    };
    await send(alertsOf(2));
    assert.equal(requests.length, 2);
  });

  it('is sent no alert that begins in the future of its clock, which is behind', async () => {
    date = new Date((exampleTime - 300) * 1000).toUTCString();
    await send(alertsOf(1));
    assert.ok(Date.parse(requests[1]![0]!.startsAt) <= Date.parse(date) + 1000);
  });

  it('is sent as much as before after one alert that was too large alone', async () => {
    answer = limitedTo(20_000);
    const large = alertOf('large', 'y'.repeat(21_000));
    await send([...alertsOf(1), large]);
    requests = [];
    await send(alertsOf(45));
    assert.ok(sizes.at(-1)! > 12_000);
    assert.equal(requests.length, 1);
  });

  it('is told an end that has passed by its own clock, which is behind', async () => {
    date = new Date((exampleTime - 300) * 1000).toUTCString();
    await send([{ ...alertOf('a'), end: exampleTime }]);
    const [, alert] = requests.map(([first]) => first!);
    assert.ok(Date.parse(alert!.endsAt) <= Date.parse(date) + 1000);
    assert.equal(alert!.startsAt, alert!.endsAt);
  });
});
