import { minRiskPercent } from '../alert-context/alert-context.ts';
import type { SeriesIsolation } from '../samples/sample-reader.ts';
import { isForgotten } from '../samples/silence-to-forget.ts';
import type { TargetSeries } from '../series/target-series.ts';
import type { PredictorParts } from './predictor-parts.ts';
import type { TargetLook } from './target-look.ts';
import { vanishedNotification, vanishedOf } from './vanished-series.ts';

export type EndedAlertsParts = Pick<PredictorParts, 'output' | 'contexts' | 'log' | 'now' | 'monotonic'>;

const noLongerMeant = 'dma.yaml no longer has it predicted';
const noValue =
  'it has had no value for an hour or longer, though samples come; it is predicted again when it has';

/** Ends the alerts of series that are not predicted any more: collectd gets no value of them, and sends no OKAY. */
export class EndedAlerts {
  readonly #parts: EndedAlertsParts;
  #left: readonly TargetSeries[] = [];

  constructor(parts: EndedAlertsParts) {
    this.#parts = parts;
  }

  /** A series has been silent for long, and is forgotten. */
  forget(series: TargetSeries): void {
    this.#parts.log.forget(new Set([series.name]));
    this.#end(series);
  }

  /** The samples of a series have had no value for long; it is predicted again as soon as one has. */
  endUnknown(series: TargetSeries): void {
    // Else it would be told once more, as of a series that is gone.
    if (this.#wasAtRisk(series)) this.#parts.contexts?.removeEarlier(series);
    this.#end(series, noValue);
    series.prediction.full?.forgetNewest();
  }

  /** A new configuration has other options for the targets of these series, or no such targets. */
  leave(series: readonly TargetSeries[]): void {
    this.#left = [...this.#left, ...series.filter((one) => this.#wasAtRisk(one))];
  }

  /** Ends those that the new configuration leaves out. @param looks at the series of its targets */
  endLeft(looks: readonly TargetLook[]): void {
    const left = this.#left;
    this.#left = [];
    for (const series of left) {
      const outcome = looks.find(({ target }) => target === series.target)?.outcomes.get(series.name);
      if (outcome === undefined || outcome === 'gone') this.#end(series, noLongerMeant);
    }
  }

  /** Ends those of an earlier process whose series are gone. @param series all that are predicted */
  async endVanished(series: () => readonly TargetSeries[], isolation: SeriesIsolation): Promise<void> {
    const { output, contexts, now, monotonic } = this.#parts;
    const isPredicted = (one: TargetSeries): boolean =>
      this.#wasAtRisk(one) || !isForgotten(one, one.unknownSeconds(monotonic()));
    for (const names of contexts?.tidy(now(), () => series().filter(isPredicted)) ?? [])
      await isolation.run(`${names.host}: ${names.resource}`, async () =>
        output.putNotification(vanishedNotification(names, now())),
      );
  }

  #end(series: TargetSeries, message?: string): void {
    const { output, contexts, now } = this.#parts;
    if (this.#wasAtRisk(series))
      output.putNotification(vanishedNotification(vanishedOf(series), now(), message));
    contexts?.forget(series, series.config);
  }

  #wasAtRisk(series: TargetSeries): boolean {
    return (series.riskPercent ?? 0) >= minRiskPercent || this.#parts.contexts?.isFollowed(series) === true;
  }
}
