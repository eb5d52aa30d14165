import type { TrainedSvm } from '../../analysis/detectors/training/svm-training.ts';
import { featureNames } from '../../analysis/features/features.ts';
import { quantile } from '../../analysis/maths/quantile.ts';
import type { LearningSeries } from './learning-series.ts';
import { judgedEvents, verdictAlerts, type JudgedEvent } from './verdict-alerts.ts';

const levelColumn = featureNames.indexOf('level');
/** A gap in a series is not normal time: a row stands for at most this many intervals. */
const maxIntervals = 5;

/** Counts of rows: all of them, and the ones that were called abnormal. */
export interface Called {
  readonly rows: number;
  readonly abnormal: number;
}

/** Events of one kind, and how many of them were announced. */
export interface Announced {
  readonly count: number;
  readonly announced: number;
  /**
   * Over the announced ones: the lead before a crossing, or the delay after the beginning of a fault. Null without
   * any.
   */
  readonly medianSeconds: number | null;
}

/** The quality of a model on rows that it was not trained on. */
export interface Figures {
  readonly heldOutBy: TrainedSvm['heldOutBy'];
  /** Rows that are normal in truth, and rows that are abnormal. */
  readonly normal: Called;
  readonly abnormal: Called;
  /** The abnormal rows below the limit: there, a verdict gains time. */
  readonly belowLimit: Called;
  /** Share of what was called abnormal that was; null when nothing was called so. */
  readonly precision: number | null;
  /** Share of what was abnormal that was called so; null when none was judged. */
  readonly recall: number | null;
  /** Share of what was normal that was called abnormal. */
  readonly falseShare: number | null;
  /** Alerts in normal time, and how long that was. */
  readonly falseAlerts: number;
  readonly normalSeconds: number;
  readonly crossings: Announced;
  readonly faults: Announced;
}

/** Judges by the margins of rows that were held out; rows that could not be judged do not count. */
export function figuresOf(
  series: readonly LearningSeries[],
  { heldOutBy, heldOutMargins }: Pick<TrainedSvm, 'heldOutBy' | 'heldOutMargins'>,
): Figures {
  const normal = { rows: 0, abnormal: 0 };
  const abnormal = { rows: 0, abnormal: 0 };
  const belowLimit = { rows: 0, abnormal: 0 };
  const events: JudgedEvent[] = [];
  let [falseAlerts, normalSeconds] = [0, 0];
  for (const [which, each] of series.entries()) {
    const margins = heldOutMargins[which]!;
    const { times, labels, features } = each.training;
    for (const [index, margin] of margins.entries()) {
      if (Number.isNaN(margin)) continue;
      const isAbnormal = labels[index] === 1;
      const isBelow = features[index * featureNames.length + levelColumn]! < 1;
      for (const called of isAbnormal ? [abnormal, ...(isBelow ? [belowLimit] : [])] : [normal]) {
        called.rows++;
        if (margin > 0) called.abnormal++;
      }
      if (!isAbnormal && index > 0) normalSeconds += stepSeconds(each, times[index]! - times[index - 1]!);
    }
    const alerts = verdictAlerts(each, margins);
    falseAlerts += alerts.filter(({ label }) => label === -1).length;
    events.push(...judgedEvents(each, margins, alerts));
  }
  return {
    heldOutBy,
    normal,
    abnormal,
    belowLimit,
    precision: shareOf(abnormal.abnormal, abnormal.abnormal + normal.abnormal),
    recall: shareOf(abnormal.abnormal, abnormal.rows),
    falseShare: shareOf(normal.abnormal, normal.rows),
    falseAlerts,
    normalSeconds,
    crossings: announcedOf(events, 'crossing'),
    faults: announcedOf(events, 'fault'),
  };
}

/** A grid of a sixtieth of the horizon is what rows come from. */
function stepSeconds({ training, intervalSeconds }: LearningSeries, seconds: number): number {
  return Math.min(seconds, maxIntervals * Math.max(intervalSeconds, training.horizonSeconds / 60));
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function announcedOf(events: readonly JudgedEvent[], wanted: JudgedEvent['kind']): Announced {
  const some = events.filter(({ kind }) => kind === wanted);
  const seconds = some.map((event) => event.seconds).filter((each) => each !== null);
  return {
    count: some.length,
    announced: seconds.length,
    medianSeconds: quantile(seconds, 1 / 2) ?? null,
  };
}
