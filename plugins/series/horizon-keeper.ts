import { chooseHorizon, maxHorizonSamples, type ChosenHorizon } from '../../analysis/auto-horizon.ts';
import type { Sample } from '../../analysis/window.ts';
import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { configOfSeries } from '../config/target-config.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { NamedSeries } from '../samples/series-names.ts';
import type { FoundSeries, SeriesToPredict } from './series-start.ts';

export interface HorizonKeeperParts {
  readonly reader: Pick<SampleReader, 'after'>;
  /** Says something that is no fault (default: nobody is told). */
  readonly tell?: (text: string) => void;
}

type Asked = Pick<FoundSeries, 'config'> & { readonly identifier: Pick<NamedSeries, 'name'> };

/** Chooses the horizons that dma.yaml leaves open: each once, so that it stays the same while the process runs. */
export class HorizonKeeper {
  readonly #parts: HorizonKeeperParts;
  /** By target. The garbage collector drops a series whose name is gone. */
  readonly #chosen = new Map<string, WeakMap<NamedSeries, ChosenHorizon>>();
  /** The newest samples of series that have too few. collectd's cache gives one at a time. */
  readonly #seen = new WeakMap<NamedSeries, readonly Sample[]>();
  /** Number of series by horizon, by target; without the ones that were told already. */
  readonly #untold = new Map<string, Map<number, number>>();

  constructor(parts: HorizonKeeperParts) {
    this.#parts = parts;
  }

  /**
   * Gives a series with its horizon.
   *
   * @param until epoch seconds of its newest sample that counts
   * @returns undefined while there are too few samples to choose one; rejects as the reader does
   */
  async look(found: FoundSeries, until: number): Promise<SeriesToPredict | undefined> {
    if (hasHorizon(found)) return found;
    const { target, identifier } = found;
    const ofTarget = this.#chosen.get(target) ?? new WeakMap<NamedSeries, ChosenHorizon>();
    this.#chosen.set(target, ofTarget);
    const chosen = ofTarget.get(identifier) ?? (await this.#choose(found, until));
    if (!chosen) return undefined;
    ofTarget.set(identifier, chosen);
    return { ...found, config: configOfSeries(found.config, chosen)! };
  }

  /** Says what was chosen since the last call: a line for each target. */
  tell(): void {
    for (const [target, counts] of this.#untold) {
      const texts = [...counts]
        .toSorted(([a], [b]) => a - b)
        .map(([seconds, count]) => `${formatDuration(seconds)} for ${count} series`);
      this.#parts.tell?.(`target ${target}: horizon auto is ${texts.join(', ')}`);
    }
    this.#untold.clear();
  }

  async #choose(found: FoundSeries, until: number): Promise<ChosenHorizon | undefined> {
    const { target, identifier } = found;
    const samples = await newestSamples(this.#parts.reader, found, until);
    const [first] = samples;
    const before = (this.#seen.get(identifier) ?? []).filter(({ time }) => !first || time < first.time);
    const all = [...before, ...samples];
    const chosen = chooseHorizon(all);
    if (!chosen) {
      this.#seen.set(identifier, all);
      return undefined;
    }
    this.#seen.delete(identifier);
    const counts = this.#untold.get(target) ?? new Map<number, number>();
    counts.set(chosen.horizonSeconds, (counts.get(chosen.horizonSeconds) ?? 0) + 1);
    this.#untold.set(target, counts);
    return chosen;
  }
}

/**
 * Chooses the horizon of one series as `dma predict` does when it finds the series now.
 *
 * @param until epoch seconds
 * @returns undefined while there are too few samples; rejects as the reader does
 */
export async function horizonByPast(
  reader: Pick<SampleReader, 'after'>,
  series: Asked,
  until: number,
): Promise<ChosenHorizon | undefined> {
  return chooseHorizon(await newestSamples(reader, series, until));
}

async function newestSamples(
  reader: Pick<SampleReader, 'after'>,
  { identifier, config: { dataSource } }: Asked,
  until: number,
): Promise<readonly Sample[]> {
  const { entries } = await reader.after(identifier.name, 0, maxHorizonSamples, until);
  return entries.map(({ time, values }) => ({ time, value: values[dataSource] ?? Number.NaN }));
}

function hasHorizon(found: FoundSeries): found is SeriesToPredict {
  return found.config.horizonSeconds !== 'auto';
}
