import assert from 'node:assert/strict';
import { targetSchema } from '../../../../plugins/config/target-config.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { OutsideError, UsageError } from '../../../../tools/process/command-error.ts';
import { askedSeries } from '../../../../tools/explain/asked-series.ts';

const targets = {
  memory: targetSchema.parse({ series: '*/memory/memory-used', capacity: '64GiB' }),
  disk: targetSchema.parse({ series: '*/df-*/df_complex-used', capacity: '64GiB' }),
};
const names = new SeriesNames([
  'web1/memory/memory-used',
  'web10/memory/memory-used',
  'web1/df-root/df_complex-used',
  'web1/df-root/df_complex-free',
  'web1/load/load',
]);

function found(...words: string[]): string {
  return askedSeries(words, { targets }, names).name;
}

function refused(...words: string[]): Error {
  try {
    found(...words);
  } catch (error) {
    return error as Error;
  }
  return assert.fail('found');
}

describe('the series that is asked for', () => {
  it('is found by its name, and by its host and resource', () => {
    assert.equal(found('web10/memory/memory-used'), 'web10/memory/memory-used');
    assert.equal(found('web1', 'memory'), 'web1/memory/memory-used');
    assert.equal(found('disk-root'), 'web1/df-root/df_complex-used');
  });

  it('is found by parts that only one has, in any case', () => {
    assert.equal(found('WEB10'), 'web10/memory/memory-used');
    assert.equal(found('root'), 'web1/df-root/df_complex-used');
  });

  it('has the name under which its risk comes back', () => {
    assert.equal(askedSeries(['disk-root'], { targets }, names).riskName, 'web1/dma-disk-root/percent-risk');
  });

  it('is named when several are meant', () => {
    const error = refused('memory');
    assert.ok(error instanceof UsageError);
    assert.match(
      error.message,
      /^"memory": 2 series are like that; say which one: web1 memory, web10 memory$/,
    );
  });

  it('is told when none is meant, with the ones that there are', () => {
    const error = refused('web1', 'load');
    assert.ok(error instanceof OutsideError);
    assert.match(
      error.message,
      /^"web1 load": the targets of dma\.yaml predict no such series; there is web1 disk-root, /,
    );
  });

  it('is told with a cure when Redis holds none of any target', () => {
    assert.throws(
      () => askedSeries(['memory'], { targets }, new SeriesNames(['web1/load/load'])),
      /^OutsideError: Redis holds no series of any target; /,
    );
  });
});
