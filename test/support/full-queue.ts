import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { freePort } from '../../tools/stack/free-port.ts';
import {
  startPrivateStack,
  type PrivateStack,
  type PrivateStackOptions,
} from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { conf } from './other-systems-conf.ts';

/** Times in epoch seconds, as most systems keep them. */
function isSameMillisecond(theirs: number, ours: number): boolean {
  return Math.abs(theirs - ours) < 0.002;
}

const limit = 10_000;
const start = 1000;
const perSecond = 750;
const everySeconds = 0.2;

/**
 * A queue whose length a program sends by StatsD: it runs full within fifteen seconds and stays full. collectd's statsd
 * plugin reads it each second, and `dma predict` predicts it ten seconds ahead as the target `queue`.
 */
export class FullQueue {
  readonly stack: PrivateStack;
  readonly watch: StackWatch;
  readonly #socket: Socket = createSocket('udp4');
  readonly #timer: NodeJS.Timeout;

  private constructor(stack: PrivateStack, port: number) {
    this.stack = stack;
    this.watch = new StackWatch(stack, limit);
    let length = start;
    this.#timer = setInterval(() => {
      length = Math.min(length + perSecond * everySeconds, limit * 1.2);
      this.#socket.send(
        `jobs:${Math.round(length)}|g\nhandled:3|c\ntook:20|ms\nusers:${length % 7}|s`,
        port,
        '127.0.0.1',
      );
    }, everySeconds * 1000);
  }

  /** @param collectdConf more lines, of the plugins that write to other systems */
  static async start(collectdConf: string, more: PrivateStackOptions = {}): Promise<FullQueue> {
    const port = await freePort();
    const statsd = conf('statsd/dma-statsd.conf', [['"8125"', `"${port}"`]]);
    const stack = await startPrivateStack({
      shippedFiles: ['dma.conf', 'dma-unixsock.conf'],
      exchanges: [['LoadPlugin exec\n', '<LoadPlugin exec>\n  Interval 0.5\n</LoadPlugin>\n']],
      collectdConf: statsd + collectdConf,
      configure: (config) => {
        const queue = {
          series: '*/statsd/gauge-jobs',
          limit,
          horizonSeconds: 10,
          output: 'dma/queue_length',
        };
        config.setIn(['targets'], config.createNode({ queue }));
        config.setIn(['roundSeconds'], 0.2);
      },
      ...more,
    });
    return new FullQueue(stack, port);
  }

  /** The newest values of a series of this host by their times, as Redis has them. */
  async values(series: string): Promise<ReadonlyMap<number, number>> {
    const entries = await this.watch.history(`localhost/${series}`);
    return new Map(entries.map(({ time, values }) => [time, values[0]!]));
  }

  /**
   * The number of values that another system has at the times of Redis, by its own times, which all have to agree.
   *
   * @param found its values by their times, in epoch seconds
   */
  async agreeing(
    series: string,
    found: ReadonlyMap<number, number>,
    isSameTime: (theirs: number, ours: number) => boolean = isSameMillisecond,
  ): Promise<number> {
    const ours = [...(await this.values(series))];
    const pairs = [...found]
      .map(([theirs, value]) => ({ value, own: ours.filter(([time]) => isSameTime(theirs, time)) }))
      .filter(({ own }) => own.length > 0);
    for (const { value, own } of pairs)
      assert.ok(
        own.some(([, one]) => Math.abs(value - one) <= 1e-6 * one),
        `${value} for ${JSON.stringify(own)}`,
      );
    return pairs.length;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await new Promise<void>((settle) => {
      this.#socket.close(settle);
    });
    this.watch.close();
    await this.stack.stop();
  }
}
