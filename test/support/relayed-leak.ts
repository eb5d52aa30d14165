import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import type { PrivateStack } from '../../tools/stack/private-stack.ts';
import { LeakingSeries } from './leaking-series.ts';
import { leakLimit, leakSeries, startLeakingStack } from './leaking-stack.ts';
import type { PrivateRedis } from './private-redis.ts';
import { until } from './until.ts';

/** The series whose samples are compared: ten a second. */
const raw = 'localhost/memory/memory-used';

/** The times of the values of a series in Redis, in epoch seconds. */
export async function timesIn(redis: PrivateRedis, series: string): Promise<number[]> {
  const members = (await redis.command('ZRANGE', `collectd/${series}`, '0', '-1')) as string[];
  return members.map((member) => Number(member.split(':')[0]));
}

/** A real collectd that writes by way of a `dma relay`, with a leak, and files of all that collectd has read. */
export class RelayedLeak {
  readonly relay: Daemon;
  readonly stack: PrivateStack;
  readonly leak: LeakingSeries;

  private constructor(relay: Daemon, stack: PrivateStack) {
    this.relay = relay;
    this.stack = stack;
    this.leak = new LeakingSeries(stack.socket, leakSeries, { lowest: 100, highest: leakLimit * 1.05 });
  }

  /**
   * @param redis the section of dma.yaml
   * @param isActivated the first connection starts the relay, as a socket of systemd does
   */
  static async start(
    folder: string,
    redis: Readonly<Record<string, unknown>>,
    isActivated = false,
  ): Promise<RelayedLeak> {
    const port = await freePort();
    const listen = `127.0.0.1:${port}`;
    const config = join(folder, 'dma.yaml');
    // YAML includes JSON.
    writeFileSync(config, JSON.stringify({ redis, relay: { listen } }));
    const program = [process.execPath, join(packageRoot, 'dist/tools/dma.js'), 'relay', '--config', config];
    const [command, ...args] = isActivated
      ? ['systemd-socket-activate', '--listen', listen, ...program]
      : program;
    const relay = new Daemon(command!, args, join(folder, 'relay.log'));
    const isReady = isActivated ? 'Listening on' : 'listening at';
    await relay.untilReady(() => relay.log().includes(isReady));
    const stack = await startLeakingStack({
      configure: (dma) => dma.setIn(['redis'], dma.createNode(redis)),
      ownFiles: { 'csv.conf': 'LoadPlugin csv\n<Plugin csv>\n  DataDir "$DIRECTORY/csv"\n</Plugin>\n' },
      exchanges: [
        ['    Prefix "collectd/"\n', `    Prefix "collectd/"\n    Port "${port}"\n`],
        ['Interval 1\n', 'Interval 0.1\n'],
      ],
    });
    return new RelayedLeak(relay, stack);
  }

  async stop(): Promise<void> {
    this.leak.close();
    await this.stack.stop();
    await this.relay.end();
  }

  /** The times of the samples that collectd has read, in epoch seconds. */
  read(): number[] {
    const path = join(this.stack.directory, 'csv/localhost/memory');
    return linesOf(() =>
      readdirSync(path)
        .filter((name) => name.startsWith('memory-used-'))
        .toSorted()
        .flatMap((name) => readFileSync(join(path, name), 'utf8').trim().split('\n').slice(1)),
    ).map((line) => Number(line.split(',')[0]));
  }

  /** The lines of the log about the leak. */
  alerts(): string[] {
    const lines = linesOf(() => readFileSync(this.stack.logFile, 'utf8').split('\n'));
    return lines.filter((line) => line.includes(' leak'));
  }

  /** Waits until Redis has each sample that collectd has read after a time; there have to be ten at least. */
  async untilAllAreIn(redis: PrivateRedis, from: number): Promise<void> {
    const last = this.read().at(-1)!;
    await until('the newest sample', 60, async () => ((await timesIn(redis, raw)).at(-1) ?? 0) >= last);
    const there = new Set((await timesIn(redis, raw)).map((time) => time.toFixed(3)));
    const wanted = this.read().filter((time) => time > from && time <= last);
    assert.ok(wanted.length >= 10, String(wanted.length));
    assert.deepEqual(
      wanted.map((time) => time.toFixed(3)).filter((time) => !there.has(time)),
      [],
    );
  }
}

/** Nothing while the files are not there. */
function linesOf(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return [];
  }
}
