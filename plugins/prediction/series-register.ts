import type { SetBack } from '../samples/source-ghosts.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import type { FoundSeries } from '../series/series-start.ts';

type Key = Pick<FoundSeries, 'target' | 'identifier'>;

/** The series that are predicted, or whose past is being read. */
export class SeriesRegister {
  /** By target and name. */
  readonly #all = new Map<string, Map<string, PredictedSeries>>();
  /** Those whose past has been read; undefined when one has gone since. */
  #loaded: PredictedSeries[] | undefined = [];
  /** By series that start over. */
  readonly #setBack = new Map<string, SetBack>();

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
    this.#loaded ??= [...this.all].filter(({ isLoaded }) => isLoaded);
    return this.#loaded;
  }

  add(entry: PredictedSeries): void {
    const { target, identifier } = entry.series;
    if (this.#setBack.size > 0) this.#setBack.delete(keyOf(entry.series));
    if (this.get(entry.series)) this.#loaded = undefined;
    const its = this.#all.get(target) ?? new Map<string, PredictedSeries>();
    this.#all.set(target, its.set(identifier.name, entry));
    if (entry.isLoaded) this.#loaded?.push(entry);
  }

  /** The past of a series has been read. */
  load(entry: PredictedSeries): void {
    entry.isLoaded = true;
    if (this.get(entry.series) === entry) this.#loaded?.push(entry);
  }

  /** @param setBack of its clock, where it is to start over for that */
  remove(series: Key, setBack?: SetBack): void {
    if (this.get(series)?.isLoaded) this.#loaded = undefined;
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
}

function keyOf({ target, identifier }: Key): string {
  return `${target} ${identifier.name}`;
}
