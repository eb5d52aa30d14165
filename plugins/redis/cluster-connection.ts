import { ErrorReply } from 'redis';
import { pause } from '../process/clock.ts';
import type { TransitionLog } from '../process/logger.ts';
import { StoreError } from '../samples/sample-reader.ts';
import { ClusterServers, type ClusterOptions } from './cluster-servers.ts';
import type { RedisConnection } from './connected-redis.ts';
import { HeldReplies } from './held-replies.ts';
import type { RangeQuestion, RangeTaker } from './range-replies.ts';
import type { RedisReads, ScanOptions } from './redis-reads.ts';
import type { RedisCommand } from './redis-writes.ts';
import type { ServerConnection } from './server-connection.ts';
import { defaultPrefix } from './write-redis.ts';

/** The answer of a server about a key that is elsewhere, or on its way there. */
const redirection = /(^|\()(MOVED|ASK|TRYAGAIN|CLUSTERDOWN)\b/;

/**
 * A Redis Cluster: each command goes to the primary that has its key. Which one that is, is asked for again when one is
 * lost, or says that a key is elsewhere; what failed until then is asked again in the next round.
 */
export class ClusterConnection implements RedisConnection {
  readonly commands: RedisReads;
  readonly #servers: ClusterServers;
  readonly #namesKey: string;

  /** @param sleep waits between two attempts */
  constructor(options: ClusterOptions, log: Pick<TransitionLog, 'subject'>, sleep: typeof pause) {
    this.#servers = new ClusterServers(options, log, sleep);
    this.#namesKey = `${options.prefix ?? defaultPrefix}values`;
    this.commands = {
      sScan: (key, ...args) => this.#ask(key, ({ commands }) => commands.sScan(key, ...args)),
      zRangeWithScores: (key, ...args) =>
        this.#ask(key, ({ commands }) => commands.zRangeWithScores(key, ...args)),
      rangeEach: (questions, taker) => this.#rangeEach(questions, taker),
    };
  }

  /** True while any part of it can be read. */
  get isOpen(): boolean {
    return this.#servers.all.some(({ isOpen }) => isOpen);
  }

  get attempts(): number {
    return this.#servers.attempts;
  }

  get complaint(): string | undefined {
    return this.#servers.complaint ?? this.#servers.all.map(({ complaint }) => complaint).find(Boolean);
  }

  get reason(): string | undefined {
    return this.#servers.all.map(({ reason }) => reason).find(Boolean);
  }

  /** The commands of a server that is away are refused, so that those of the others are not sent again. */
  async write(commands: readonly RedisCommand[]): ReturnType<RedisConnection['write']> {
    const addresses = commands.map(([, key]) => this.#servers.addressOf(key!));
    const answers: (ErrorReply | undefined)[] = [];
    await Promise.all(
      [...placesOf(addresses)].map(async ([address, places]) => {
        const some = places.map((place) => commands[place]!);
        const given = await unlessAway(async () => this.#servers.at(address)?.write(some));
        for (const [index, place] of places.entries())
          answers[place] = given ? given[index] : new ErrorReply('CLUSTERDOWN a server is away');
      }),
    );
    if (answers.some((answer) => answer && redirection.test(answer.message))) this.#servers.lookSoon();
    return answers;
  }

  /** Of the server that has the names. */
  info(section: string): Promise<string> {
    return this.#ask(this.#namesKey, (server) => server.info(section));
  }

  /** One server after the other: the cursor begins with the number of the present one. */
  async scan(cursor: string, options: ScanOptions): ReturnType<RedisConnection['scan']> {
    const [number, own = '0'] = cursor.split(':');
    const { all } = this.#servers;
    const page = await all[Number(number)]?.scan(own, options);
    if (!page) return { cursor: '0', keys: [] };
    if (page.cursor !== '0') return { ...page, cursor: `${number}:${page.cursor}` };
    const next = Number(number) + 1;
    return { ...page, cursor: next < all.length ? String(next) : '0' };
  }

  attempted(): Promise<void> {
    return this.#servers.attempted;
  }

  async opened(seconds: number): Promise<void> {
    const end = new AbortController();
    await Promise.race([this.#servers.attempted, pause(seconds, end.signal)]);
    end.abort();
  }

  close(): void {
    this.#servers.close();
  }

  async #ask<Answer>(key: string, command: (server: ServerConnection) => Promise<Answer>): Promise<Answer> {
    const server = this.#servers.at(this.#servers.addressOf(key));
    if (!server) throw new StoreError('no server of the cluster has some of the keys');
    try {
      return await command(server);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const answer = error.cause instanceof ErrorReply ? error.cause.message : '';
      const isElsewhere = redirection.test(answer);
      if (isElsewhere || !server.isOpen) this.#servers.lookSoon();
      throw isElsewhere ? new StoreError(elsewhere(answer), { cause: error }) : error;
    }
  }

  async #rangeEach(questions: readonly RangeQuestion[], taker: RangeTaker): Promise<boolean> {
    const addresses = questions.map(({ prefix, name }) => this.#servers.addressOf(prefix + name));
    const held = new Map<string, HeldReplies>();
    const asked = await Promise.all(
      [...placesOf(addresses)].map(async ([address, places]) => {
        const replies = new HeldReplies();
        held.set(address, replies);
        const some = places.map((place) => questions[place]!);
        const isAsked = await unlessAway(async () =>
          this.#servers.at(address)?.commands.rangeEach?.(some, replies),
        );
        if (isAsked === undefined) this.#servers.lookSoon();
        return isAsked ?? true;
      }),
    );
    if (asked.includes(false)) return false;
    const watched: RangeTaker = {
      member: taker.member.bind(taker),
      end: () => taker.end(),
      refuse: (message) => {
        const isElsewhere = redirection.test(message);
        if (isElsewhere) this.#servers.lookSoon();
        taker.refuse(isElsewhere ? elsewhere(message) : message);
      },
    };
    for (const address of addresses) held.get(address)!.giveNext(watched, 'a server of the cluster is away');
    return true;
  }
}

/** Says what an answer means of which {@link redirection} is true. */
function elsewhere(answer: string): string {
  return answer.includes('CLUSTERDOWN')
    ? 'the cluster is down, because some of its keys have no server (CLUSTERDOWN)'
    : 'the cluster moves some of the keys';
}

/** By address: its places in the list. */
function placesOf(addresses: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [place, address] of addresses.entries()) {
    const known = places.get(address);
    if (known) known.push(place);
    else places.set(address, [place]);
  }
  return places;
}

/** Undefined where a server cannot be asked. */
async function unlessAway<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
}
