import { describeAbstention, type Abstention } from '../../analysis/forecast.ts';
import type { Reason } from './reason.ts';

/** The reason of a series whose capacity makes no sum. @param problem such as `web1/memory/memory-free is late` */
export function capacityReason(problem: string, isZero: boolean): Reason {
  if (isZero)
    return {
      kind: 'nothing-there',
      cause: problem,
      cure: 'is there any? With optional: true there need not be',
    };
  return {
    kind: 'capacity',
    cause: `its capacity is not known: ${problem}`,
    cure: 'correct capacity, or give a number',
  };
}

/** The reason of a sum of which a part is missing, or is there more than once. */
export function sumReason(problem: string): Reason {
  return { kind: 'sum', cause: problem, cure: 'narrow the globs of series' };
}

/** The reason of a series whose name is no identifier. */
export const nameReason: Reason = {
  kind: 'name',
  cause: 'its name is malformed',
  cure: 'the log of dma predict says why; remove it from Redis',
};

/** The reason of a series that cannot be read. @param problem in one line */
export function unreadableReason(problem: string): Reason {
  return { kind: 'unreadable', cause: problem, cure: 'correct the target, or remove the key from Redis' };
}

/** The reason of a series that has samples without a value. */
export const noValuesReason: Reason = {
  kind: 'no-values',
  cause: 'its values are unknown (nan)',
  cure: 'does its source give any? With optional: true it need not',
};

/** The reason of a series that is new. */
export const waitingReason: Reason = { kind: 'waiting', cause: 'it is new', cure: 'wait' };

/** The reason of a series that gets no samples. */
export const silentReason: Reason = {
  kind: 'silent',
  cause: 'it gets no samples',
  cure: 'is collectd running on that host?',
};

/** The reason of a series that cannot be forecast. */
export function abstentionReason(abstention: Abstention): Reason {
  switch (abstention.reason) {
    case 'too-few-samples':
    case 'no-time-span':
    case 'too-short-a-past':
      return { ...waitingReason, cause: describeAbstention(abstention) };
    case 'raw-counter':
      return {
        kind: 'abstention',
        cause: 'the values are counts, not rates',
        cure: 'set StoreRates true in <Plugin write_redis>',
      };
    case 'no-limit':
    case 'not-finite':
      break;
  }
  return {
    kind: 'abstention',
    cause: describeAbstention(abstention),
    cure: 'does its source give what it should?',
  };
}
