import assert from 'node:assert/strict';
import type { Unpredicted } from '../../../../plugins/coverage/coverage.ts';
import { groupByReason } from '../../../../plugins/coverage/reason-group.ts';

function one(host: string | undefined, series: string | undefined, cure: string): Unpredicted {
  const reason = { kind: 'capacity', cause: `of ${host}`, cure } as const;
  return { target: 'memory', host, series, reason, isWanted: true };
}

describe('what is not predicted', () => {
  it('is grouped by its cure, the largest group first, with names of series, hosts and targets', () => {
    const groups = groupByReason([
      one(undefined, undefined, 'load it'),
      one('web1', 'web1/memory/memory-used', 'wait'),
      one('web2', undefined, 'wait'),
    ]);
    assert.deepEqual(groups, [
      {
        reason: { kind: 'capacity', cause: 'of web1', cure: 'wait' },
        places: ['web1/memory/memory-used', 'memory of web2'],
        isWhole: false,
      },
      {
        reason: { kind: 'capacity', cause: 'of undefined', cure: 'load it' },
        places: ['target memory'],
        isWhole: true,
      },
    ]);
  });
});
