import { countOf } from '../count-of.ts';
import type { AlertContext, Culprit, SeriesRecord } from './alert-event.ts';
import { formatAmount, formatDuration } from './alert-units.ts';
import type { Anomaly, Evidence } from './evidence.ts';

/** The periods in which rates are counted: a climb of less than two hours by the minute. */
const periods = [
  { name: 'min', seconds: 60, upTo: 7200 },
  { name: 'h', seconds: 3600, upTo: 172_800 },
  { name: 'day', seconds: 86_400, upTo: Number.POSITIVE_INFINITY },
] as const;

type Rate = Pick<Evidence, 'ratePerSecond' | 'overSeconds'>;

/** The mean rate of a climb, such as `+1.9 GiB/min for 4 min`. */
export function rateText(rate: Rate, unit: AlertContext['unit']): string {
  return `${paceText(rate, unit)} for ${formatDuration(rate.overSeconds)}`;
}

/** The rate alone, such as `+1.9 GiB/min`, in the period that goes with its time. */
export function paceText({ ratePerSecond, overSeconds }: Rate, unit: AlertContext['unit']): string {
  const period = periods.find(({ upTo }) => overSeconds < upTo) ?? periods[0];
  const rate = ratePerSecond * period.seconds;
  const amount =
    unit === 'plain'
      ? rate.toLocaleString('en-US', { maximumSignificantDigits: 4 })
      : formatAmount(rate, unit);
  return `${ratePerSecond < 0 ? '' : '+'}${amount}/${period.name}`;
}

/** The judgement of a committee, such as `odd by 3 of 9 tests (histogram, Grubbs, forecast), 86 % sure`. */
export function anomalyText({ percent, of, tests }: Anomaly): string {
  if (tests.length === 0) return 'still at other values than before';
  return `odd by ${tests.length} of ${of} tests (${tests.join(', ')}), ${Math.round(percent)} % sure`;
}

/** The evidence beside the rate, such as `2 of 3 earlier climbs that came this far reached the limit`. */
export function evidenceText({ earlierClimbs, reachedLimit, abnormal }: Evidence): string {
  const verdict = abnormal === undefined ? '' : `; the detector calls it ${abnormal ? 'abnormal' : 'normal'}`;
  return `${precedentText(earlierClimbs, reachedLimit)}${verdict}`;
}

/** The earlier climbs, such as `2 of 3 earlier climbs that came this far reached the limit`. */
export function precedentText(earlier: number, reached: number): string {
  if (earlier === 0) return 'no earlier climb came this far';
  if (earlier === 1)
    return `the one earlier climb that came this far ${reached === 1 ? 'reached' : 'did not reach'} the limit`;
  return `${reached} of ${earlier} earlier climbs that came this far reached the limit`;
}

/** A process that grew, such as `stress-ng (pid 4711) +2.1 GiB in 30 s to 3.0 GiB`. */
export function culpritText({ name, pid, cgroup, residentBytes, grownBytes, overSeconds }: Culprit): string {
  const where = cgroup === undefined ? `pid ${pid}` : `pid ${pid} in ${cgroup}`;
  const grown = formatAmount(grownBytes, 'bytes');
  return `${name.trim()} (${where}) +${grown} in ${formatDuration(overSeconds)} to ${formatAmount(residentBytes, 'bytes')}`;
}

/** Processes that had grown and have ended, such as `stress-ng (pid 4711, 3.0 GiB)`. */
export function endedText(ended: readonly Culprit[]): string {
  const texts = ended.map(
    ({ name, pid, residentBytes }) => `${name.trim()} (pid ${pid}, ${formatAmount(residentBytes, 'bytes')})`,
  );
  return texts.join(', ');
}

/** The past of a series, such as `4 alerts in 30 days, 3 right, 1 mended, median lead 66 s`. */
export function recordText({
  days,
  alerts,
  right,
  mended,
  false: mistaken,
  ended = 0,
  medianLeadSeconds,
}: SeriesRecord): string {
  const counts = [
    `${countOf(alerts, 'alert')} in ${countOf(days, 'day')}`,
    ...(right > 0 ? [`${right} right`] : []),
    ...(mended > 0 ? [`${mended} mended`] : []),
    ...(ended > 0 ? [`${ended} whose process ended`] : []),
    ...(mistaken > 0 ? [`${mistaken} false`] : []),
    ...(medianLeadSeconds === undefined ? [] : [`median lead ${formatDuration(medianLeadSeconds)}`]),
  ];
  return counts.join(', ');
}
