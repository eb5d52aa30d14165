import assert from 'node:assert/strict';
import { capacityMisfit } from '../../../../plugins/series/capacity-fit.ts';

const gibibyte = 2 ** 30;
const { POSITIVE_INFINITY: unknown } = Number;

describe('the capacity of a series', () => {
  it('fits where value and limit are not above it', () => {
    assert.equal(capacityMisfit({ value: 500, limit: 900, capacity: 1000 }, 'plain'), undefined);
    assert.equal(capacityMisfit({ value: 1000, limit: 1000, capacity: 1000 }, 'plain'), undefined);
  });

  it('fits where they are above it by no more than collectd rounds', () => {
    const capacity = 1e6;
    assert.equal(
      capacityMisfit({ value: capacity + 10, limit: capacity + 10, capacity }, 'plain'),
      undefined,
    );
    assert.match(capacityMisfit({ value: capacity + 11, limit: 1, capacity }, 'plain')!, /^the capacity of/);
    assert.match(capacityMisfit({ value: 1, limit: capacity + 11, capacity }, 'plain')!, /^the limit of/);
  });

  it('fits where it is not known', () => {
    assert.equal(capacityMisfit({ value: 5e9, limit: 9e9, capacity: unknown }, 'bytes'), undefined);
  });

  it('does not fit a limit above it, which is told first, in the unit of the series', () => {
    assert.equal(
      capacityMisfit({ value: 9 * gibibyte, limit: 8 * gibibyte, capacity: 4 * gibibyte }, 'bytes'),
      'the limit of 8.0 GiB is above the capacity of 4.0 GiB, so it is never reached; see limit in dma.yaml',
    );
  });

  it('does not fit a value above it', () => {
    assert.equal(
      capacityMisfit({ value: 9 * gibibyte, limit: gibibyte, capacity: 4 * gibibyte }, 'bytes'),
      'the capacity of 4.0 GiB is less than what is used, 9.0 GiB; see capacity in dma.yaml',
    );
  });
});
