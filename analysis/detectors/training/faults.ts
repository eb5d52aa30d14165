import type { TrainingSeries } from './training-rows.ts';

/** Earlier times belong to a recording that counts from its own beginning. */
const leastEpochSeconds = 1e8;

/** Abnormal rows that follow each other; among them may be others, in which it looked well for less than a horizon. */
export interface AbnormalRun {
  /** Which of the series. */
  readonly series: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

interface TimedRun extends AbnormalRun {
  /** The clock of its times: one for all series in epoch seconds, one of its own for each other series. */
  readonly clock: number;
  readonly from: number;
  readonly to: number;
  readonly horizonSeconds: number;
}

/**
 * The faults that abnormal rows are of. Runs of them that are less than one horizon apart are one fault, in one
 * series or in several: an incident shows in more than one series of a host.
 */
export function faultsOf(series: readonly TrainingSeries[]): AbnormalRun[][] {
  const runs = series
    .flatMap((each, which) => runsOf(each, which))
    .sort((a, b) => a.clock - b.clock || a.from - b.from);
  const faults: AbnormalRun[][] = [];
  let until = Number.NEGATIVE_INFINITY;
  for (const [index, run] of runs.entries()) {
    const isSame = run.clock === runs[index - 1]?.clock && run.from - until < run.horizonSeconds;
    if (isSame) faults.at(-1)!.push(run);
    else faults.push([run]);
    until = isSame ? Math.max(until, run.to) : run.to;
  }
  return faults;
}

function runsOf({ times, labels, horizonSeconds }: TrainingSeries, series: number): TimedRun[] {
  const clock = (times[0] ?? 0) >= leastEpochSeconds ? -1 : series;
  const runs: TimedRun[] = [];
  for (const [row, label] of labels.entries()) {
    if (label !== 1) continue;
    const [time, last] = [times[row]!, runs.at(-1)];
    if (last && time - last.to < horizonSeconds) runs[runs.length - 1] = { ...last, lastRow: row, to: time };
    else runs.push({ series, firstRow: row, lastRow: row, clock, from: time, to: time, horizonSeconds });
  }
  return runs;
}
