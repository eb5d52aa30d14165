import assert from 'node:assert/strict';
import { RefusedSeries } from '../../../../plugins/relay/refused-series.ts';

describe('the series that Redis has refused', () => {
  it('are so until they are taken, or have not come for an hour', () => {
    const refused = new RefusedSeries();
    for (const key of ['a', 'b', 'c']) refused.refuse(key, 0);
    refused.take('a');
    refused.refuse('b', 10);
    refused.forgetOld(3600);
    assert.deepEqual([refused.has('a'), refused.has('b'), refused.has('c')], [false, true, true]);
    refused.forgetOld(3605);
    assert.deepEqual([refused.has('b'), refused.has('c'), refused.count], [true, false, 1]);
  });

  it('are no more than ten thousand, the newest ones, however many names come', () => {
    const refused = new RefusedSeries();
    for (let name = 0; name < 10_005; name++) refused.refuse(`${name}`, name);
    assert.deepEqual([refused.count, refused.has('4'), refused.has('5')], [10_000, false, true]);
  });
});
