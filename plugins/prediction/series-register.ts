import type { SetBack } from '../samples/source-ghosts.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import type { FoundSeries } from '../series/series-start.ts';

/** As many that have gone are looked for one by one. */
const fewGone = 32;

type Key = Pick<FoundSeries, 'target' | 'identifier'>;

/** Is told of the series whose past has been read. */
export interface SeriesMembers {
  join(entry: PredictedSeries): void;
  leave(entry: PredictedSeries): void;
}

/** The series that are predicted, or whose past is being read. */
export class SeriesRegister {
  readonly #members: SeriesMembers | undefined;
  /** By target and name. */
  readonly #all = new Map<string, Map<string, PredictedSeries>>();
  /** Those whose past has been read. */
  #loaded: PredictedSeries[] = [];
  /** Those of them that have gone since they were asked for. */
  readonly #gone = new Set<PredictedSeries>();
  /** By series that start over. */
  readonly #setBack = new Map<string, SetBack>();

  /** @param members is told of them (default: nobody is) */
  constructor(members?: SeriesMembers) {
    this.#members = members;
  }

  get({ target, identifier }: Key): PredictedSeries | undefined {
    return this.named(target, identifier.name);
  }

  /** @param name of the series */
  named(target: string, name: string): PredictedSeries | undefined {
    return this.#all.get(target)?.get(name);
  }

  /** @param name of the series */
  isRead(name: string): boolean {
    for (const its of this.#all.values()) if (its.has(name)) return true;
    return false;
  }

  /** All of them; the ones that come and go meanwhile may be among them. */
  get all(): Iterable<PredictedSeries> {
    return this.#each();
  }

  *#each(): Generator<PredictedSeries, void, undefined> {
    for (const its of this.#all.values()) yield* its.values();
  }

  /** The series whose past has been read; the same array until one goes. */
  get loaded(): readonly PredictedSeries[] {
    return this.#present;
  }

  get #present(): PredictedSeries[] {
    const gone = this.#gone;
    if (gone.size === 0) return this.#loaded;
    // Who goes through them meanwhile goes on with the array of before.
    if (gone.size <= fewGone) this.#loaded = without(this.#loaded, gone);
    else this.#loaded = this.#loaded.filter((one) => !gone.has(one));
    gone.clear();
    return this.#loaded;
  }

  add(entry: PredictedSeries): void {
    const { target, identifier } = entry.series;
    if (this.#setBack.size > 0) this.#setBack.delete(keyOf(entry.series));
    this.#leave(this.get(entry.series));
    const its = this.#all.get(target) ?? new Map<string, PredictedSeries>();
    this.#all.set(target, its.set(identifier.name, entry));
    if (entry.isLoaded) this.#join(entry);
  }

  /** The past of a series has been read. */
  load(entry: PredictedSeries): void {
    entry.isLoaded = true;
    if (this.get(entry.series) === entry) this.#join(entry);
  }

  /** @param setBack of its clock, where it is to start over for that */
  remove(series: Key, setBack?: SetBack): void {
    this.#leave(this.get(series));
    this.#all.get(series.target)?.delete(series.identifier.name);
    if (setBack) this.#setBack.set(keyOf(series), setBack);
  }

  /** Of the clock of a series that starts over; undefined for any other one. */
  setBackOf(series: Key): SetBack | undefined {
    return this.#setBack.size > 0 ? this.#setBack.get(keyOf(series)) : undefined;
  }

  /** Takes the series of another register whose past has been read, as far as their targets have stayed as they are. */
  adopt(other: SeriesRegister, isSame: (target: string) => boolean): void {
    for (const entry of other.all) if (entry.isLoaded && isSame(entry.series.target)) this.add(entry);
    for (const [key, setBack] of other.#setBack) this.#setBack.set(key, setBack);
  }

  #join(entry: PredictedSeries): void {
    this.#present.push(entry);
    this.#members?.join(entry);
  }

  #leave(entry: PredictedSeries | undefined): void {
    if (!entry?.isLoaded) return;
    this.#members?.leave(entry);
    this.#gone.add(entry);
  }
}

/** Faster for few: to look up each of very many takes a look at it. */
function without(all: readonly PredictedSeries[], gone: ReadonlySet<PredictedSeries>): PredictedSeries[] {
  const left = [...all];
  for (const one of gone) {
    const place = left.indexOf(one);
    if (place >= 0) left.splice(place, 1);
  }
  return left;
}

function keyOf({ target, identifier }: Key): string {
  return `${target} ${identifier.name}`;
}
