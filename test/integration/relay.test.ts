import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import type { PrivateStack } from '../../tools/stack/private-stack.ts';
import { LeakingSeries } from '../support/leaking-series.ts';
import { leakLimit, leakSeries, startLeakingStack } from '../support/leaking-stack.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { until } from '../support/until.ts';

const raw = 'localhost/memory/memory-used';
const risk = 'web1/dma-leak/percent-risk';

/** The real collectd writes to the relay, which a program of systemd starts with the first connection. */
describe('dma relay between collectd and Redis', function () {
  let folder: string;
  let redis: PrivateRedis;
  let relay: Daemon;
  let stack: PrivateStack;
  let leak: LeakingSeries;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-relay-'));
    redis = await PrivateRedis.create();
    const port = await freePort();
    const config = join(folder, 'dma.yaml');
    writeFileSync(config, `redis: {url: "${redis.url}"}\nrelay: {listen: "127.0.0.1:${port}"}\n`);
    const program = [process.execPath, join(packageRoot, 'dist/tools/dma.js'), 'relay', '--config', config];
    relay = new Daemon(
      'systemd-socket-activate',
      ['--listen', `127.0.0.1:${port}`, ...program],
      join(folder, 'relay.log'),
    );
    await relay.untilReady(() => relay.log().includes('Listening on'));
    stack = await startLeakingStack({
      configure: (dma) => {
        dma.setIn(['redis', 'url'], redis.url);
      },
      ownFiles: {
        // The last Port counts. What collectd has read is in the files of csv, whatever becomes of Redis.
        'relay.conf': `LoadPlugin csv
<Plugin csv>
  DataDir "$DIRECTORY/csv"
</Plugin>
`,
      },
      exchanges: [
        ['    Prefix "collectd/"\n', `    Prefix "collectd/"\n    Port "${port}"\n`],
        ['Interval 1\n', 'Interval 0.1\n'],
      ],
    });
    leak = new LeakingSeries(stack.socket, leakSeries, { lowest: 100, highest: leakLimit * 1.05 });
  });

  after(async function () {
    leak?.close();
    await stack?.stop();
    await relay?.end();
    await redis?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings all samples since the start to a Redis that is started last', async function () {
    await until('the relay', 60, () => relay.log().includes('listening at 127.0.0.1'));
    await until('samples of collectd', 60, () => read().length > 20);
    await redis.start();
    await untilAllAreThere(read()[0]!);
    await until('a prediction', 60, async () => (await times(risk)).length > 0);
  });

  it('keeps an open alert over a Redis that is killed, and comes back empty', async function () {
    leak.slope = 20;
    await until('an alert', 60, () => alerts().length > 0);
    const killed = read().at(-1)!;
    await redis.stop();
    await until('samples without Redis', 60, () => read().filter((time) => time > killed).length > 50);
    await redis.start();
    const started = Date.now() / 1000;
    await until('a new prediction in the new Redis', 60, async () =>
      (await times(risk)).some((time) => time > started),
    );
    const seconds = Date.now() / 1000 - started;
    process.stdout.write(
      `      from the start of Redis to the next prediction in it: ${seconds.toFixed(1)} s\n`,
    );
    await untilAllAreThere(killed);
    await until('many more predictions', 60, async () => {
      const later = await times(risk);
      return later.filter((time) => time > started).length > 100;
    });
    assert.deepEqual(
      alerts()
        .map((line) => / (WARNING|FAILURE|OKAY) /.exec(line)![1])
        .filter((one) => one === 'WARNING'),
      ['WARNING'],
      alerts().join('\n'),
    );
    leak.slope = -1000;
  });

  it('says once that Redis is away, and once that all has been handed over', function () {
    const lines = relay.log().split('\n');
    const outages = lines.filter((line) => line.includes('cannot be used') || line.includes('was stopped'));
    assert.ok(outages.length <= 4, lines.join('\n'));
    assert.match(relay.log(), /all samples of the last \d+ s are in Redis now; 0 were dropped/);
    assert.ok(!stack.collectdLog().includes('ZADD command error'), stack.collectdLog());
  });

  /** The times of the samples that collectd has read, in text as in Redis' members. */
  function read(): number[] {
    const path = join(stack.directory, 'csv/localhost/memory');
    try {
      return readdirSync(path)
        .filter((name) => name.startsWith('memory-used-'))
        .toSorted()
        .flatMap((name) => readFileSync(join(path, name), 'utf8').trim().split('\n').slice(1))
        .map((line) => Number(line.split(',')[0]));
    } catch {
      return [];
    }
  }

  async function times(series: string): Promise<number[]> {
    const members = (await redis.command('ZRANGE', `collectd/${series}`, '0', '-1')) as string[];
    return members.map((member) => Number(member.split(':')[0]));
  }

  /** Waits until Redis has each sample that collectd has read from a time on. */
  async function untilAllAreThere(from: number): Promise<void> {
    const last = read().at(-1)!;
    await until('the newest sample', 60, async () => ((await times(raw)).at(-1) ?? 0) >= last);
    const there = new Set((await times(raw)).map((time) => time.toFixed(3)));
    const wanted = read().filter((time) => time > from && time <= last);
    assert.ok(wanted.length >= 10, String(wanted.length));
    assert.deepEqual(
      wanted.map((time) => time.toFixed(3)).filter((time) => !there.has(time)),
      [],
    );
  }

  function alerts(): string[] {
    try {
      return readFileSync(stack.logFile, 'utf8')
        .split('\n')
        .filter((line) => line.includes(' leak'));
    } catch {
      return [];
    }
  }
});
