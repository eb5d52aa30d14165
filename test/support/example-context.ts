import type { AlertContext, Culprit, Related } from '../../notifiers/event/alert-event.ts';
import type { Evidence } from '../../notifiers/event/evidence.ts';
import { exampleTime } from './example-event.ts';

/** A process that has grown by 2.1 GiB. */
export const exampleCulprit: Culprit = {
  pid: 4711,
  name: 'stress-ng',
  residentBytes: 3 * 2 ** 30,
  grownBytes: 2.1 * 2 ** 30,
  overSeconds: 30,
};

/** A climb by 1.9 GiB a minute. */
export const exampleEvidence: Evidence = {
  ratePerSecond: (1.9 * 2 ** 30) / 60,
  overSeconds: 240,
  earlierClimbs: 3,
  reachedLimit: 2,
};

/** A processor that was busy 12 s before. */
export const exampleRelated: Related = {
  time: exampleTime,
  series: [{ identifier: 'web1/cpu-0/cpu-user', direction: 'rose', lagSeconds: -12, correlation: 0.912 }],
  moved: 1,
  looked: 240,
  of: 240,
};

/** The alert context at `exampleTime` of a memory that is nearly full, with the fields of interest replaced. */
export function exampleAlertContext(fields: Partial<AlertContext> = {}): AlertContext {
  return {
    time: exampleTime,
    value: 12.3 * 2 ** 30,
    limit: 14.4 * 2 ** 30,
    limitSide: 'upper',
    unit: 'bytes',
    capacity: 16 * 2 ** 30,
    horizonSeconds: 60,
    forecast: { predicted: 15 * 2 ** 30, lower: 14.1 * 2 ** 30, upper: 15.9 * 2 ** 30, level: 0.8 },
    riskPercent: 86.4,
    evidence: exampleEvidence,
    exhaustion: { seconds: 41, earliest: 25, latest: 70 },
    culprits: [exampleCulprit],
    ...fields,
  };
}
