import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { alertEventSchema, type AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import type { Notifier } from '../../../../notifiers/notifier.ts';
import { adoptContexts } from '../../../../plugins/alert-context/alert-context.ts';
import { runDeliveryLoop } from '../../../../plugins/delivery/delivery-loop.ts';
import { openRoute, routeSchema, type Route } from '../../../../plugins/delivery/route-config.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { createLogger, TransitionLog } from '../../../../plugins/process/logger.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { emptyState, type SpoolState } from '../../../../plugins/spool/state.ts';
import { parseVersioned } from '../../../../plugins/spool/version.ts';
import { overviewOf } from '../../../../tools/spool/overview.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { fullSample } from '../../../support/full-sample.ts';
import { heldLock } from '../../../support/held-lock.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { SimulatedClock } from '../../../support/simulated-clock.ts';

const golden = join(import.meta.dirname, '../../../golden/spool/unversioned');
/** When the program of the golden spool was last seen, in epoch seconds. */
const goldenTime = 1_795_226_445;
const webOne = 'dma-316e01cbddff7561';
const webThree = 'dma-b50f2a6e142e20b3';

function parse(text: string): unknown {
  return parseVersioned(text, () => ({ isUpgraded: true }));
}

interface Got {
  readonly at: number;
  readonly event: AlertEvent;
}

function told(got: readonly Got[] | undefined): string[] {
  return got!.map(
    ({ event: { severity, host, alertContext } }) =>
      `${severity} ${host} ${alertContext ? 'with context' : ''}`,
  );
}

describe('the version of a spool', () => {
  const scratch = scratchFolder();
  let spool: Spool;
  let said: string[];
  let clock: SimulatedClock;
  beforeEach(() => {
    spool = new Spool(nodeDisk, join(scratch(), 'spool'));
    said = [];
    clock = new SimulatedClock(goldenTime);
  });

  function arrive(host: string, severity: string): void {
    const time = clock.now();
    const text = `Severity: ${severity}\nTime: ${time}\nHost: ${host}\nPlugin: dma\nPluginInstance: memory\nType: percent\nTypeInstance: risk\n\nm\n`;
    writeFileSync(join(spool.newDirectory, `${time.toFixed(9)}.1`), text);
  }

  /** Runs the delivery loop for a number of seconds of its own clock. @returns the events by notifier */
  async function deliverFor(seconds: number, routes: Record<string, Route>): Promise<Record<string, Got[]>> {
    const got: Record<string, Got[]> = {};
    const stop = new AbortController();
    const { now, sleep } = clock;
    const end = now() + seconds;
    const notifiers = Object.entries(routes).map(([name, route]) => {
      got[name] = [];
      const notifier: Notifier = {
        name,
        maxEvents: 1,
        deliver: async ({ events }) => {
          got[name]!.push(...events.map((event) => ({ at: now(), event })));
          return { outcome: 'delivered' };
        },
        close: () => undefined,
      };
      return { name, notifier, route };
    });
    const logger = createLogger('t', (line) => said.push(line.trimEnd()), new KnownSecrets());
    spool.prepare();
    for (const { name } of notifiers) spool.queue(name).prepare();
    adoptContexts(nodeDisk, spool.directory);
    const running = runDeliveryLoop({
      spool,
      lock: heldLock,
      notifiers,
      forward: 'dma',
      deadlineSeconds: 86_400,
      logger,
      log: new TransitionLog(logger, now),
      arrivals: { next: sleep },
      signal: stop.signal,
      now,
      monotonic: now,
      random: () => 0.5,
      sleep,
    });
    await turn();
    for (; now() < end && clock.nextTime !== undefined; clock.next()) await turn();
    stop.abort();
    await running;
    return got;
  }

  it('missing, as 0.1.0 left it, is read whole', async () => {
    cpSync(golden, spool.directory, { recursive: true });
    mkdirSync(join(spool.directory, 'queue/log'), { recursive: true });
    const before = overviewOf(spool, ['http', 'log']);
    assert.deepEqual(
      before.notifiers.map(({ name, waiting, oldestTime, attempts }) => [
        name,
        waiting,
        oldestTime,
        attempts,
      ]),
      [
        ['http', 4, 1_795_226_400.123, 7],
        ['log', 0, undefined, undefined],
        ['http-limited', 1, 1_795_226_400.123, undefined],
        ['http-night', 3, 1_795_226_400.123, undefined],
      ],
    );
    assert.deepEqual(
      before.episodes.map(({ id, severity, sinks }) => [id, severity, sinks]),
      [[webOne, 'FAILURE', ['http', 'log', 'http-limited', 'http-night']]],
    );
    assert.equal(before.failed.length, 2);
    const [beforeMute] = spool.loadState()!.notifiers['http-night']!.before;
    assert.equal(beforeMute!.alertContext!.riskPercent, 86.4, 'as it was before the mute');

    const routes = {
      http: openRoute,
      log: openRoute,
      'http-limited': routeSchema.parse({ atMost: { events: 1, seconds: 3600 } }),
      'http-night': openRoute,
    };
    const got = await deliverFor(60, routes);
    assert.deepEqual(told(got['log']), ['FAILURE web2 with context']);
    assert.deepEqual(
      told(got['http-night']),
      [
        'WARNING web1 with context',
        'WARNING web3 ',
        'OKAY web3 ',
        'FAILURE web1 with context',
        'FAILURE web2 with context',
      ],
      'what was held until now is told',
    );
    assert.deepEqual(told(got['http-limited']), ['WARNING web1 with context'], 'its limit still holds');
    assert.deepEqual(got['http'], [], 'its receiver asked for half an hour');
    const [first] = got['http-night']!;
    assert.equal(first!.event.alertContext!.culprits[0]!.cgroup, 'stress.service');
    assert.deepEqual(readdirSync(spool.directory).toSorted(), [
      'contexts',
      'counts.json',
      'episodes.json',
      'failed',
      'new',
      'queue',
      'reserve',
      'retry',
      'tmp',
    ]);
    assert.deepEqual(spool.deadLetters.counts(), { overflowed: { http: 3 }, removed: { log: 2 } });

    arrive('web1', 'OKAY');
    const later = await deliverFor(2000, routes);
    assert.deepEqual(told(later['http']), [
      'WARNING web1 with context',
      'WARNING web3 ',
      'FAILURE web1 with context',
      'OKAY web3 ',
      'FAILURE web2 with context',
      'OKAY web1 with context',
    ]);
    assert.ok(later['http']![0]!.at >= 1_795_228_223, 'not before the time that it asked for');
    const ids = later['http']!.map(({ event }) => event.id);
    assert.deepEqual([ids[0], ids[2], ids[5]], [webOne, webOne, webOne], 'the open episode stayed open');
    assert.deepEqual([ids[1], ids[3]], [webThree, webThree]);
    assert.deepEqual(said, []);
  });

  it('of today gives every field of an event back, from a queue and from the memory of episodes', () => {
    const event = fullSample(alertEventSchema) as AlertEvent;
    assert.deepEqual(alertEventSchema.parse(event), event);
    assert.ok(event.alertContext?.culprits[0]?.cgroup, 'also the optional ones');
    spool.prepare();
    const queue = spool.queue('log');
    queue.prepare();
    queue.put(1, 'n', event);
    assert.deepEqual(spool.queue('log').oldest(1, 0), [{ name: '000000000001-n.json', event }]);
    const state: SpoolState = {
      ...emptyState,
      open: [event],
      notifiers: {
        log: {
          told: [],
          held: [],
          summed: [],
          sums: [{ event, members: ['a'] }],
          ends: [event],
          before: [event],
        },
      },
    };
    spool.saveState(state);
    assert.deepEqual(spool.loadState(), state);
    for (const file of ['queue/log/000000000001-n.json', 'episodes.json'])
      assert.match(readFileSync(join(spool.directory, file), 'utf8'), /^\{"version":1,/);
  });

  it('beyond ours leaves an event in its queue, is logged once, and holds up no other event', async () => {
    spool.prepare();
    const queue = spool.queue('log');
    queue.prepare();
    for (const number of [1, 2]) {
      const text = JSON.stringify({ ...exampleEvent(), version: 2, severity: 'DOOM' });
      writeFileSync(join(queue.folder, `00000000000${number}-n.json`), text);
    }
    queue.put(3, 'n', exampleEvent({ host: 'web9' }));
    const got = await deliverFor(60, { log: openRoute });
    assert.deepEqual(told(got['log']), ['WARNING web9 ']);
    assert.deepEqual(queue.names(), ['000000000001-n.json', '000000000002-n.json']);
    assert.deepEqual(spool.deadLetters.folders(), []);
    assert.deepEqual(said, [
      "t: warning: the spool's queue of log holds events that wait for a newer version: 000000000001-n.json has version 2 of a newer collectd-dma, and this one reads up to 1; update collectd-dma",
    ]);
  });

  it('beyond ours leaves episodes.json alone and ends the program with one line', async () => {
    spool.prepare();
    const file = join(spool.directory, 'episodes.json');
    writeFileSync(file, JSON.stringify({ version: 2 }));
    arrive('web1', 'WARNING');
    await assert.rejects(deliverFor(60, { log: openRoute }), (error: Error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(
        error.message,
        `spool: ${file} has version 2 of a newer collectd-dma, and this one reads up to 1; update collectd-dma`,
      );
      return true;
    });
    assert.equal(readFileSync(file, 'utf8'), '{"version":2}');
    assert.equal(spool.listNew().length, 1);
    assert.deepEqual(said, []);
  });

  it('counts as a newer one where it is a higher number, and only there', () => {
    assert.throws(() => parse('{"version":2}'), { name: 'NewerFile' });
    assert.deepEqual(parse('{"version":1}'), { version: 1 });
    assert.deepEqual(parse('{"version":"2"}'), { version: '2' }, 'malformed, as its schema will say');
    assert.deepEqual([parse('{}'), parse('[]'), parse('null')], [{ isUpgraded: true }, [], null]);
  });

  it('with both folders of retry states keeps the newer ones', () => {
    mkdirSync(join(spool.directory, 'patience'), { recursive: true });
    mkdirSync(join(spool.directory, 'retry'));
    for (const name of ['patience/http', 'patience/log', 'retry/http'])
      writeFileSync(join(spool.directory, name), name);
    spool.prepare();
    assert.equal(readFileSync(join(spool.directory, 'retry/http'), 'utf8'), 'retry/http');
    assert.equal(readFileSync(join(spool.directory, 'retry/log'), 'utf8'), 'patience/log');
    assert.ok(!existsSync(join(spool.directory, 'patience')));
  });
});
