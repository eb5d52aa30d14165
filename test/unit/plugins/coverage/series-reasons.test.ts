import assert from 'node:assert/strict';
import type { Abstention } from '../../../../analysis/forecast.ts';
import {
  abstentionReason,
  capacityReason,
  sumReason,
  unreadableReason,
} from '../../../../plugins/coverage/series-reasons.ts';

describe('the reason why a series is not predicted', () => {
  it('is that it is new while samples are still to come', () => {
    const young: readonly Abstention[] = [
      { kind: 'abstention', reason: 'too-few-samples', have: 1, need: 4 },
      { kind: 'abstention', reason: 'no-time-span', spanSeconds: 0 },
      { kind: 'abstention', reason: 'too-short-a-past', spanSeconds: 1, needSeconds: 60 },
    ];
    for (const abstention of young) assert.equal(abstentionReason(abstention).kind, 'waiting');
    assert.equal(abstentionReason(young[0]!).cause, 'too few samples (1 of 4)');
  });

  it('is what its values are, with the option of collectd where there is one', () => {
    assert.deepEqual(abstentionReason({ kind: 'abstention', reason: 'raw-counter' }), {
      kind: 'abstention',
      cause: 'the values are counts, not rates',
      cure: 'set StoreRates true in <Plugin write_redis>',
    });
    assert.deepEqual(abstentionReason({ kind: 'abstention', reason: 'not-finite' }), {
      kind: 'abstention',
      cause: 'the numbers are too large to compute with',
      cure: 'does its source give what it should?',
    });
  });

  it('is the problem of its parts, or of its key, with the cure', () => {
    assert.deepEqual(sumReason('two of a kind'), {
      kind: 'sum',
      cause: 'two of a kind',
      cure: 'narrow the globs of series',
    });
    assert.deepEqual(unreadableReason('WRONGTYPE'), {
      kind: 'unreadable',
      cause: 'WRONGTYPE',
      cure: 'correct the target, or remove the key from Redis',
    });
  });

  it('tells a capacity that cannot be known from one that is 0', () => {
    assert.deepEqual(
      [capacityReason('x is late', false), capacityReason('x add up to 0', true)].map(({ kind }) => kind),
      ['capacity', 'nothing-there'],
    );
  });
});
