import assert from 'node:assert/strict';
import type { Config } from '../../../plugins/config/config.ts';
import { configOfSeries, type TargetConfig } from '../../../plugins/config/target-config.ts';
import { IdentifierPattern } from '../../../plugins/collectd/identifier-pattern.ts';
import type { Entry } from '../../../plugins/samples/entry.ts';
import type {
  Answer,
  Entries,
  IsWanted,
  Question,
  SampleReader,
} from '../../../plugins/samples/sample-reader.ts';
import { PlainReplay } from './plain-replay.ts';
import type { Truth } from './truth.ts';

/** An answer of Redis may take this long: it does not hold what came meanwhile. */
const lateSeconds = 10;

/** A part of a series that is predicted. */
interface Part {
  readonly target: string;
  readonly config: TargetConfig;
  readonly host: string;
  readonly index: number;
}

/** Pages of one look at the parts of a series. The predictor uses all of them, or none when one cannot be read. */
interface Look {
  readonly pages: (readonly [name: string, entries: readonly Entry[]])[];
  readonly parts: number;
}

export interface WatchedReaderParts {
  readonly reader: SampleReader;
  readonly config: Config;
  /** Of each target: the bound that counts as exhaustion. */
  readonly limits: ReadonlyMap<string, number>;
  readonly monotonic: () => number;
  readonly truth: Truth;
  /** Runs a check that throws. */
  readonly check: (check: () => void) => void;
}

/**
 * Notes which entries a predictor has read, replays them plainly, and checks that each of them is one that was written.
 */
export class WatchedReader implements SampleReader {
  /** By target and host. */
  readonly replays = new Map<string, PlainReplay>();
  /** Epoch seconds of the entries of each name that were read since its series was started, and when they were. */
  readonly reads = new Map<string, Map<number, number>>();
  readonly #parts: WatchedReaderParts;
  readonly #patterns: readonly { readonly pattern: IdentifierPattern; readonly part: Omit<Part, 'host'> }[];
  readonly #ghosts = new Map<string, Set<number>>();
  readonly #skipped = new Map<string, ReadonlySet<number>>();
  /** The newest look at each series, by target and host. */
  readonly #looks = new Map<string, Look>();

  constructor(parts: WatchedReaderParts) {
    this.#parts = parts;
    this.#patterns = Object.entries(parts.config.targets).flatMap(([target, config]) =>
      [config.series, ...config.addends].map((glob, index) => ({
        pattern: new IdentifierPattern(glob),
        part: { target, config, index },
      })),
    );
  }

  names(isWanted?: IsWanted): Promise<string[] | undefined> {
    return this.#parts.reader.names(isWanted);
  }

  newestEntry(name: string, until?: number): Promise<Entry | undefined> {
    return this.#parts.reader.newestEntry(name, until);
  }

  /** They are read in pages. */
  async pastEach(): Promise<readonly undefined[]> {
    return [];
  }

  /** They are read one by one. */
  async newestEach(): Promise<readonly undefined[]> {
    return [];
  }

  times(name: string, from: number, to: number): Promise<readonly number[]> {
    return this.#parts.reader.times(name, from, to);
  }

  async after(name: string, time: number, count: number, until?: number): Promise<Entries> {
    // Before the answer: all parts are asked at once.
    const look = this.#lookOf(this.#partOf(name));
    const page = await this.#parts.reader.after(name, time, count, until);
    this.#notePage(look, { name, time, count }, page);
    return page;
  }

  async afterEach(questions: readonly Question[]): Promise<readonly Answer[]> {
    const looks = questions.map(({ name }) => this.#lookOf(this.#partOf(name)));
    const answers = await this.#parts.reader.afterEach(questions);
    for (const [index, answer] of answers.entries())
      if (!(answer instanceof Error)) this.#notePage(looks[index]!, questions[index]!, answer);
    return answers;
  }

  #notePage(look: Look, { name, time }: Question, page: Entries): void {
    this.#parts.check(() => {
      for (const entry of page.entries) assert.ok(entry.time > time, `${name}: an old entry`);
    });
    look.pages.push([name, page.entries]);
    if (look.pages.length === look.parts)
      for (const [part, entries] of look.pages) this.#note(part, entries, true);
  }

  async *range(name: string, from: number, to: number): AsyncGenerator<Entries, void, undefined> {
    const part = this.#partOf(name);
    if (to === Number.POSITIVE_INFINITY) this.#ghosts.set(name, new Set());
    else this.#begin(part, to);
    for await (const page of this.#parts.reader.range(name, from, to)) {
      if (to === Number.POSITIVE_INFINITY)
        for (const { time } of page.entries) this.#ghosts.get(name)!.add(time);
      else
        this.#note(
          name,
          page.entries.filter(({ time }) => time < to),
          false,
        );
      yield page;
    }
  }

  /** The past of a series is read anew, to tell its writers apart. */
  split(name: string): void {
    const { target, host } = this.#partOf(name);
    const replay = this.replays.get(`${target} ${host}`);
    if (replay) replay.isSplit = true;
  }

  /** Checks that no sample in Redis was left out: each that is older than the newest one read has been read. */
  checkComplete(
    written: ReadonlyMap<string, readonly { readonly time: number; readonly at: number }[]>,
  ): void {
    for (const [name, reads] of this.reads) {
      const first = Math.min(...reads.keys());
      const newest = Math.max(...reads.keys());
      for (const { time, at } of written.get(name) ?? []) {
        if (time <= first || time > newest || reads.has(time) || this.#skipped.get(name)?.has(time)) continue;
        // It came when a later one had been read, or the later one is from collectd's cache.
        const isLate = [...reads].some(
          ([other, readAt]) => other >= time && (readAt <= at + lateSeconds || isOfCache(other)),
        );
        assert.ok(isLate, `${name}: the sample of ${time} was never read`);
      }
    }
  }

  #lookOf({ target, config, host, index }: Part): Look {
    const key = `${target} ${host}`;
    const known = this.#looks.get(key);
    const look = index > 0 && known ? known : { pages: [], parts: 1 + config.addends.length };
    this.#looks.set(key, look);
    return look;
  }

  #begin({ target, config, host, index }: Part, to: number): void {
    if (index > 0) return;
    for (const glob of [config.series, ...config.addends]) this.#beginPart(glob.replace('*', host));
    const limit = this.#parts.limits.get(target)!;
    this.replays.set(
      `${target} ${host}`,
      new PlainReplay(configOfSeries(config)!, limit, to, this.#parts.monotonic()),
    );
  }

  #beginPart(glob: string): void {
    const pattern = new IdentifierPattern(glob);
    const isOfPart = (name: string): boolean => pattern.match(name) !== undefined;
    for (const name of [...this.reads.keys()].filter(isOfPart)) this.reads.delete(name);
    for (const name of [...this.#skipped.keys()].filter(isOfPart)) this.#skipped.delete(name);
    for (const [name, times] of [...this.#ghosts].filter(([ghost]) => isOfPart(ghost))) {
      this.#skipped.set(name, times);
      this.#ghosts.delete(name);
    }
  }

  #readsOf(name: string): Map<number, number> {
    const reads = this.reads.get(name) ?? new Map<number, number>();
    this.reads.set(name, reads);
    return reads;
  }

  #note(name: string, entries: readonly Entry[], isLive: boolean): void {
    const { target, host, index } = this.#partOf(name);
    const skipped = this.#skipped.get(name);
    const used = entries.filter(({ time }) => !skipped?.has(time));
    this.#parts.check(() => {
      for (const entry of used)
        assert.ok(this.#parts.truth.has(name, entry), `${name}: never written: ${JSON.stringify(entry)}`);
    });
    const reads = this.#readsOf(name);
    for (const { time } of used) reads.set(time, this.#parts.monotonic());
    const replay = this.replays.get(`${target} ${host}`)!;
    replay.read(index, used, this.#parts.monotonic(), isLive);
  }

  #partOf(name: string): Part {
    const found = this.#patterns.find(({ pattern }) => pattern.match(name))!;
    return { ...found.part, host: name.split('/')[0]! };
  }
}

/** Times in Redis are in milliseconds here; those from the cache lie between two. */
function isOfCache(time: number): boolean {
  return Math.abs(time * 1000 - Math.round(time * 1000)) > 0.25;
}
