import { exhaustedPercent } from '../../analysis/risk/risk.ts';
import type { CulpritWatch } from '../alert-context/culprits-watch.ts';
import type { SeriesState } from './prediction-values.ts';
import { contextOfSeries } from './context-of-series.ts';
import type { ContextFiles } from '../alert-context/context-files.ts';
import { validSeconds } from '../alert-context/alert-context.ts';
import type { TargetConfig } from '../config/target-config.ts';
import type { TargetSeries } from './target-series.ts';

/** A risk below this, in percent, is neither worth a file nor a look at the processes. */
export const leastRisk = 10;
/** While nothing changes that collectd would notify of, a file is written this often, in horizons and seconds. */
const writeHorizons = 1 / 30;
const leastWriteSeconds = 1;
/** Files of series that are no longer predicted are looked for this often. */
const tidySeconds = 3600;

/** What has to be known of a series. */
export type SeriesAtHand = Pick<TargetSeries, 'target' | 'identifier' | 'names' | 'state'>;

/** A series that has a file. */
interface Followed {
  /** When its risk was last worth it, and when its file was last written; in its samples' time. */
  riskTime: number;
  writtenTime: number;
  /** What it was about: a change of it makes collectd notify. */
  stage: string;
}

/** Keeps the alert contexts of the series at risk up to date, for the events that their notifications become. */
export class ContextKeeper {
  readonly #files: ContextFiles;
  readonly #watch: CulpritWatch;
  /** By target and identifier. */
  readonly #followed = new Map<string, Followed>();
  #tidied = Number.NEGATIVE_INFINITY;

  constructor(files: ContextFiles, watch: CulpritWatch) {
    this.#files = files;
    this.#watch = watch;
  }

  /** Now and then removes what is left of series that are no longer predicted. */
  tidy(now: number): void {
    if (now - this.#tidied < tidySeconds) return;
    this.#tidied = now;
    this.#files.tidy(now);
  }

  /**
   * Says what is known of a series after its newest sample: to be called before collectd is told, so that it is there
   * when collectd notifies. Costs nothing for series without a risk.
   *
   * @param riskPercent the series' risk; undefined where it is not known
   */
  async note(series: SeriesAtHand, config: TargetConfig, riskPercent: number | undefined): Promise<void> {
    const { target, identifier } = series;
    const key = `${target} ${identifier}`;
    const followed = this.#followed.get(key);
    const isAtRisk = (riskPercent ?? 0) >= leastRisk;
    const state = isAtRisk || followed ? series.state : undefined;
    if (!state) return;
    const { horizonSeconds } = config;
    const { time, value } = state.prediction;
    const watched = { target, identifier, horizonSeconds };
    if (isAtRisk) await this.#watch.look(watched, config.limitSide === 'lower' ? -value : value);
    else if (followed && Math.abs(time - followed.riskTime) > validSeconds(config)) {
      this.forget(series, config);
      return;
    }
    const stage = stageOf(state);
    const writeSeconds = Math.max(leastWriteSeconds, writeHorizons * horizonSeconds);
    // A clock may have been set back.
    const isDue = followed?.stage !== stage || Math.abs(time - followed.writtenTime) >= writeSeconds;
    this.#followed.set(key, {
      riskTime: isAtRisk ? time : followed!.riskTime,
      writtenTime: isDue ? time : followed.writtenTime,
      stage,
    });
    if (!isDue) return;
    const culprits = isAtRisk ? this.#watch.culprits(watched) : [];
    const { host, resource } = series.names;
    this.#files.write(host, resource, contextOfSeries(identifier, config, state, culprits));
  }

  /** Whether the limit of a series had been reached, in the eyes of an earlier process that ended not long before `now`. */
  wasExhausted({ names }: Pick<SeriesAtHand, 'names'>, now: number): boolean {
    return this.#files.read(names.host, names.resource, now)?.riskPercent === exhaustedPercent;
  }

  /** There is nothing more to say of a series. */
  forget({ target, identifier, names }: SeriesAtHand, { horizonSeconds }: TargetConfig): void {
    if (!this.#followed.delete(`${target} ${identifier}`)) return;
    this.#watch.forget({ target, identifier, horizonSeconds });
    this.#files.remove(names.host, names.resource);
  }
}

function stageOf({ prediction: { risk } }: SeriesState): string {
  return risk.kind === 'risk' ? `raised ${risk.raised} exhausted ${risk.exhausted}` : 'unknown';
}
