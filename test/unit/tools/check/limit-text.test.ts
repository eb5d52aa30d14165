import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { limitText } from '../../../../tools/check/limit-text.ts';

const gibibyte = 2 ** 30;

function textOf(options: string, ...capacities: readonly number[]): string {
  const target = `series: "*/memory/memory-used", ${options}`;
  return limitText(parseConfig(`targets: {m: {${target}}}`, 'f').targets['m']!, 'memory', capacities);
}

describe('the limit of a target, for dma check', () => {
  it('is shown beside the capacity that was found', () => {
    assert.equal(
      textOf('capacity: "*/memory/memory-*"', 16 * gibibyte),
      'limit 14.4 of 16.0 GiB, 60 s ahead',
    );
    assert.equal(
      textOf('capacity: "*/memory/memory-*", lowerLimit: 10%, horizonSeconds: 600', 16 * gibibyte),
      'lower limit 1.6 of 16.0 GiB, 10 min ahead',
    );
  });

  it('is a range where the capacities differ', () => {
    assert.equal(
      textOf('capacity: "*/memory/memory-*"', 64 * gibibyte, 16 * gibibyte, 32 * gibibyte),
      'limit 14.4 to 57.6 GiB, of 16.0 to 64.0 GiB, 60 s ahead',
    );
  });

  it('is one amount where they differ by less than is shown', () => {
    assert.equal(
      textOf('capacity: "*/memory/memory-*"', 16 * gibibyte, 16 * gibibyte + 4096),
      'limit 14.4 of 16.0 GiB, 60 s ahead',
    );
  });

  it('is shown alone where there is no capacity, and left out where it depends on an unknown one', () => {
    assert.equal(textOf('limit: 2GiB', Number.POSITIVE_INFINITY), 'limit 2.0 GiB, 60 s ahead');
    assert.equal(textOf('capacity: "*/memory/memory-*"'), '60 s ahead');
  });

  it('says which horizons auto stands for', () => {
    const target = parseConfig('targets: {m: {series: "*/a/b", limit: 5, horizonSeconds: auto}}', 'f')
      .targets['m']!;
    const text = (...chosen: readonly number[]): string => limitText(target, 'gauge', [], chosen);
    assert.equal(text(180, 180), 'limit 5, 3 min ahead (auto)');
    assert.equal(text(1200, 60, 180), 'limit 5, 60 s to 20 min ahead (auto)');
    assert.equal(text(), 'limit 5, horizon auto not chosen yet');
  });
});
