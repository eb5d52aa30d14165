import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../tools/check/finding.ts';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../tools/dummies/congress/congress-dummy.ts';
import { startHttpDummy } from '../../tools/dummies/http-dummy.ts';
import type { LoopbackServer } from '../../tools/dummies/loopback-server.ts';
import {
  startPrivateStack,
  type PrivateStack,
  type PrivateStackOptions,
} from '../../tools/stack/private-stack.ts';
import { runDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

const wordOf = ({ ok, kind }: Finding): string => (ok ? (kind ?? 'ok') : 'MISSING');

/** `dma check --test` with the real collectd, Redis, dma-enqueue and dma deliver. */
describe('the test of the whole chain', function () {
  let stack: PrivateStack | undefined;
  let cloud: RunningCongressDummy;
  let receiver: LoopbackServer;
  const changes: string[] = [];
  const received: string[] = [];

  before(async function () {
    cloud = await startCongressDummy({
      hypervisors: ['localhost'],
      onNovaChange: (line) => changes.push(line),
    });
    receiver = await startHttpDummy({ onPost: ({ body }) => received.push(body) });
  });
  after(async function () {
    await receiver?.close();
    await cloud?.close();
  });
  beforeEach(() => (received.length = 0));
  afterEach(async function () {
    await stack?.stop();
    stack = undefined;
  });

  async function start(options: PrivateStackOptions = {}): Promise<PrivateStack> {
    return (stack = await startPrivateStack({
      shippedFiles: ['dma.conf', 'dma-memory.conf', 'dma-unixsock.conf'],
      ...options,
    }));
  }

  /** The findings of the tests, as `WORD subject: text`. */
  async function tested(...args: readonly string[]): Promise<readonly string[]> {
    const given = ['--config', stack!.configFile, '--collectd-conf', stack!.collectdConf, '--json'];
    const { stdout, stderr } = await runDma(['check', ...given, ...args], cloud.env);
    assert.equal(stderr, '');
    const findings = (JSON.parse(stdout) as Finding[]).filter(({ subject }) =>
      /^(test|notifier)\b/.test(subject),
    );
    return findings.map((one) => `${wordOf(one)} ${one.subject}: ${one.text}`);
  }

  it('goes from the socket to every receiver, is told as a test, and leaves no episode', async function () {
    const { spool, logFile, configFile } = await start({
      env: cloud.env,
      configure: (config) => {
        config.deleteIn(['targets', 'disk']);
        const more = {
          'http-good': { url: `${receiver.url}/` },
          // Muted all day: a test goes past routes.
          'http-away': { url: 'http://127.0.0.1:9/', route: { mute: ['00:00..24:00'] } },
          congress: {},
          nova: { migrate: { dryRun: false } },
        };
        for (const [name, options] of Object.entries(more))
          config.setIn(['notifiers', name], config.createNode(options));
      },
    });
    const lines = (await tested('--test', '30')).filter((line) => /^\w+ test,/.test(line));
    assert.deepEqual(
      lines.map((line) => line.replace(/: .*/, '')),
      [
        'ok test, socket',
        'ok test, NotificationExec',
        'ok test, dma deliver',
        'ok test, notifier log',
        'ok test, notifier http-good',
        'MISSING test, notifier http-away',
        'ok test, notifier congress',
        'ok test, notifier nova',
      ],
    );
    assert.match(lines[5]!, /: refused \(unreachable\): POST http:\/\/127\.0\.0\.1:9: /);
    for (const line of lines.slice(6)) assert.match(line, /could log in and read; nothing was sent/);

    const logged = readFileSync(logFile, 'utf8').trim().split('\n');
    assert.deepEqual([logged.length, received.length], [2, 2]);
    for (const text of [...logged, ...received])
      assert.match(text, /TEST by \\"dma check --test\\".*is not real/);
    assert.deepEqual(
      received.map((body) => (JSON.parse(body) as { severity: string }).severity),
      ['WARNING', 'OKAY'],
    );
    assert.deepEqual([cloud.rows(), changes], [[], []]);
    const waiting = (): string[] =>
      ['new', ...readdirSync(join(spool, 'queue')).map((name) => `queue/${name}`)].flatMap((name) =>
        readdirSync(join(spool, name)),
      );
    // What came of a test is told before its event is removed.
    await until('an empty spool', 10, () => waiting().length === 0);
    const state = JSON.parse(readFileSync(join(spool, 'episodes.json'), 'utf8')) as { open: unknown[] };
    assert.deepEqual(state.open, []);
    const history = await runDma(['history', '--config', configFile, '--json']);
    assert.deepEqual(JSON.parse(history.stdout), []);
  });

  it('goes to each receiver directly, without collectd and dma deliver', async function () {
    await start({
      configure: (config) =>
        config.setIn(
          ['notifiers'],
          config.createNode({
            http: { url: `${receiver.url}/` },
            congress: {},
            nova: { migrate: { dryRun: false } },
          }),
        ),
    });
    const lines = await tested('--test-notifiers');
    assert.deepEqual(
      lines.map((line) => line.replace(/;.*/, '')),
      [
        'ok notifier http: the receiver took the test',
        'ok notifier congress: could log in and read',
        'ok notifier nova: could log in and read',
      ],
    );
    assert.equal(received.length, 2);
    assert.match(received[0]!, /TEST by \\"dma check --test-notifiers\\"/);
    assert.deepEqual([cloud.rows(), changes], [[], []]);
  });

  it('ends where collectd starts no dma-enqueue, and says what to add', async function () {
    await start({ exchanges: [['  NotificationExec "', '  # NotificationExec "']] });
    const lines = await tested('--test', '3');
    assert.match(
      lines.at(-1)!,
      /^MISSING test, NotificationExec: nothing came to \S+ within 3 s: no notification leaves collectd: .*add `NotificationExec/,
    );
  });

  it('ends where no dma deliver runs, and says what starts it', async function () {
    const { spool } = await start({ exchanges: [['"dma" "deliver"', '"no-such-dma" "deliver"']] });
    const lines = await tested('--test', '5');
    assert.match(
      lines.at(-1)!,
      /^MISSING test, dma deliver: has not taken it within 5 s: cannot be started: there is no no-such-dma in collectd's PATH/,
    );
    const waiting = readdirSync(join(spool, 'new')).map((name) =>
      readFileSync(join(spool, 'new', name), 'utf8'),
    );
    const [test] = waiting.filter((text) => text.includes('TEST by "dma check --test"'));
    // collectd hands the metadata on.
    assert.match(test!, /^Severity: OKAY$.*^Plugin: dma$.*^Test: true$/ms);
  });
});
