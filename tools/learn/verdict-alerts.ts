import type { LearningSeries } from './learning-series.ts';

/** An alert is a verdict that has lasted for this share of the horizon, or one interval if that is more. */
const lastingShare = 1 / 12;

/** Something that an alert was wanted for. */
export interface JudgedEvent {
  /** The limit is crossed, at the time; or a time that was said to be a fault begins. */
  readonly kind: 'crossing' | 'fault';
  /** In seconds, as the series counts them. */
  readonly at: number;
  /** From the alert to the crossing, or from the beginning of the fault to the alert; null when there was none. */
  readonly seconds: number | null;
}

/** Verdicts that became an alert. */
export interface VerdictAlert {
  /** When it was raised, and the last time that it was on. */
  readonly at: number;
  until: number;
  /** The label of the row at which it was raised. */
  readonly label: number;
}

/** @param margins of each row; NaN where it was not judged, which ends an alert */
export function verdictAlerts(
  { training: { times, labels, horizonSeconds }, intervalSeconds }: LearningSeries,
  margins: Float64Array,
): VerdictAlert[] {
  const lasting = Math.max(lastingShare * horizonSeconds, intervalSeconds);
  const alerts: VerdictAlert[] = [];
  let since: number | undefined;
  let isRaised = false;
  for (const [index, margin] of margins.entries()) {
    const time = times[index]!;
    if (!(margin > 0)) {
      since = undefined;
      isRaised = false;
      continue;
    }
    since ??= time;
    if (isRaised) alerts.at(-1)!.until = time;
    else if (time - since >= lasting) {
      isRaised = true;
      alerts.push({ at: time, until: time, label: labels[index]! });
    }
  }
  return alerts;
}

/**
 * The outcome of each crossing of the limit and of each fault without a crossing, as far as it was judged.
 * Sudden crossings, which nothing was to be seen of before, are left out.
 */
export function judgedEvents(
  series: LearningSeries,
  margins: Float64Array,
  alerts: readonly VerdictAlert[],
): JudgedEvent[] {
  const { horizonSeconds } = series.training;
  const spans =
    series.ranges.length > 0
      ? series.ranges.filter(({ label }) => label === 1).map(({ from, to }) => spanOf(series, from, to))
      : series.crossings
          .filter(({ predictable }) => predictable)
          .map(({ time }) => ({ from: time - horizonSeconds, to: time, crossing: time }));
  return spans
    .filter(({ from, to }) => isJudged(series, margins, from, to))
    .map(({ from, to, crossing }) => {
      const end = crossing ?? to;
      const alert = alerts.find(({ at, until }) => until >= from && at < end);
      if (crossing === undefined)
        return { kind: 'fault', at: from, seconds: alert ? Math.max(0, alert.at - from) : null };
      return { kind: 'crossing', at: crossing, seconds: alert ? crossing - alert.at : null };
    });
}

/** A fault, with the crossing that it leads to: in it, or within a horizon after it. */
function spanOf({ crossings, training }: LearningSeries, from: number, to: number) {
  const crossing = crossings.find(({ time }) => time > from && time <= to + training.horizonSeconds);
  return { from, to, crossing: crossing?.time };
}

function isJudged({ training }: LearningSeries, margins: Float64Array, from: number, to: number): boolean {
  return margins.some((margin, index) => {
    const time = training.times[index]!;
    return time >= from && time < to && !Number.isNaN(margin);
  });
}
