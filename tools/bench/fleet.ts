import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatIdentifier } from '../../plugins/collectd/identifier.ts';
import { drawsFrom, seededRandom } from '../../analysis/maths/seeded-random.ts';

/** Seconds between two samples of a series, as of a collectd with its default interval. */
export const fleetInterval = 10;
/** Samples of a series that Redis keeps. */
const keptSamples = 60;
const seriesPerHost = 25;
/** Commands in one write to Redis. */
const batchCommands = 1000;
/** Pause between two looks for hosts whose samples are due. */
const tickSeconds = 0.1;

/** The limit of the series, in dma.yaml. */
export const fleetLimit = 100;
/** Series that climb come near the limit, and go back. */
export const climbSeconds = 140;
const climbPerSecond = 0.3;

interface Climbing {
  readonly names: ReadonlySet<string>;
  /** Epoch seconds. */
  readonly from: number;
}

/**
 * Quiet series of many hosts in a Redis, in the layout of write_redis. Each host has a phase of its own, at which all
 * of its series get a sample.
 */
export class Fleet {
  readonly names: readonly string[];
  readonly #hosts: readonly (readonly string[])[];
  readonly #socket: Socket;
  readonly #closed: Promise<unknown>;
  readonly #noise = drawsFrom(seededRandom(1));
  #replies = 0;
  #sent = 0;
  #isEnding = false;
  #climbing: Climbing | undefined;

  private constructor(series: number, socket: Socket) {
    const hosts = Math.ceil(series / seriesPerHost);
    this.#hosts = Array.from({ length: hosts }, (_host, host) =>
      Array.from({ length: Math.min(seriesPerHost, series - host * seriesPerHost) }, (_one, one) =>
        formatIdentifier({
          host: `host${host}`,
          plugin: 'bench',
          pluginInstance: String(one),
          type: 'gauge',
          typeInstance: 'used',
        }),
      ),
    );
    this.names = this.#hosts.flat();
    this.#socket = socket;
    this.#closed = once(socket, 'close');
    // The answers are numbers, one a line.
    socket.on('data', (bytes) => {
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) this.#replies++;
    });
  }

  /** Makes the series, each with as many samples as Redis keeps. @param path of the socket of an empty Redis */
  static async fill(series: number, path: string): Promise<Fleet> {
    const socket = connect(path);
    await once(socket, 'connect');
    const fleet = new Fleet(series, socket);
    const now = Date.now() / 1000;
    for (const [host, names] of fleet.#hosts.entries()) {
      const newest = now - ((now - fleet.#phase(host)) % fleetInterval);
      const commands = names.flatMap((name) => {
        const members = Array.from({ length: keptSamples }, (_, index) =>
          fleet.#member(newest - (keptSamples - 1 - index) * fleetInterval),
        );
        return [
          command('ZADD', `collectd/${name}`, ...members.flat()),
          command('SADD', 'collectd/values', name),
        ];
      });
      await fleet.#send(commands);
    }
    return fleet;
  }

  /** Goes on writing a sample of each series every {@link fleetInterval} seconds, until {@link end}. */
  async write(): Promise<void> {
    let from = Date.now() / 1000;
    while (!this.#isEnding) {
      await sleep(tickSeconds * 1000);
      const to = Date.now() / 1000;
      for (const [host, names] of this.#hosts.entries()) {
        const due = to - ((to - this.#phase(host)) % fleetInterval);
        if (due <= from) continue;
        await this.#send(
          names.flatMap((name) => [
            command('ZADD', `collectd/${name}`, ...this.#member(due, this.#climbed(name, due))),
            command('ZREMRANGEBYRANK', `collectd/${name}`, '0', String(-keptSamples - 1)),
          ]),
        );
      }
      from = to;
    }
  }

  /**
   * Lets some series climb by {@link climbPerSecond} for {@link climbSeconds}, and stand still again after that.
   *
   * @param count of them, of as many hosts as possible
   * @param from epoch seconds
   */
  climb(count: number, from: number): void {
    const step = Math.max(1, Math.floor(this.names.length / count));
    const its = this.names.filter((_, place) => place % step === 0).slice(0, count);
    this.#climbing = { names: new Set(its), from };
  }

  end(): void {
    this.#isEnding = true;
    this.#socket.destroy();
  }

  /** Seconds after a multiple of the interval. */
  #phase(host: number): number {
    return (host * fleetInterval) / this.#hosts.length;
  }

  #climbed(name: string, time: number): number {
    if (!this.#climbing?.names.has(name)) return 0;
    const seconds = time - this.#climbing.from;
    return seconds > 0 && seconds < climbSeconds ? climbPerSecond * seconds : 0;
  }

  #member(time: number, climbed = 0): [score: string, member: string] {
    const value = fleetLimit * (0.5 + 0.005 * this.#noise.normal()) + climbed;
    return [time.toFixed(9), `${time.toFixed(3)}:${value.toFixed(4)}`];
  }

  async #send(commands: readonly string[]): Promise<void> {
    this.#socket.write(commands.join(''));
    this.#sent += commands.length;
    // Nothing comes any more when it is ended meanwhile.
    while (!this.#isEnding && this.#sent - this.#replies > batchCommands)
      await Promise.race([once(this.#socket, 'data'), this.#closed]);
  }
}

function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}
