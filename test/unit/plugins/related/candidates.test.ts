import assert from 'node:assert/strict';
import { candidatesFor } from '../../../../plugins/related/candidates.ts';
import { readName, SeriesNames } from '../../../../plugins/samples/series-names.ts';

describe('the series that may have moved with another', () => {
  const names = new SeriesNames([
    'web1/memory/memory-used',
    'web1/memory/memory-free',
    'web1/swap/swap-used',
    'web1/processes-java/ps_rss',
    'web1/processes-nginx/ps_rss',
    'web1/dma-memory/percent-risk',
    'web2/memory/memory-used',
    'not an identifier',
  ]);
  const chosen = (series: string, options: Partial<Parameters<typeof candidatesFor>[2]> = {}): string[] =>
    candidatesFor(readName(series), names, {
      parts: [],
      isEveryHost: false,
      maxSeries: 100,
      ...options,
    }).chosen.map(({ name }) => name);

  it('are those of its host, without its own plugin instance and our values', () => {
    assert.deepEqual(chosen('web1/memory/memory-used'), [
      'web1/swap/swap-used',
      'web1/processes-java/ps_rss',
      'web1/processes-nginx/ps_rss',
    ]);
    assert.ok(chosen('web1/processes-java/ps_rss').includes('web1/processes-nginx/ps_rss'));
  });

  it('are those of all hosts where they are asked for, without the parts of its sum', () => {
    const all = { isEveryHost: true, parts: ['web1/swap/swap-used'] };
    assert.deepEqual(chosen('web1/memory/memory-used', all), [
      'web1/processes-java/ps_rss',
      'web1/processes-nginx/ps_rss',
      'web2/memory/memory-used',
    ]);
  });

  it('are of each plugin in turn where there are too many', () => {
    const many = new SeriesNames([
      ...Array.from({ length: 50 }, (_, i) => `web1/processes-p${i}/ps_rss`),
      'web1/load/load',
      'web1/cpu-0/cpu-user',
    ]);
    const { chosen: some, of } = candidatesFor(readName('web1/memory/memory-used'), many, {
      parts: [],
      isEveryHost: false,
      maxSeries: 4,
    });
    assert.deepEqual(
      [some.map(({ name }) => name), of],
      [['web1/processes-p0/ps_rss', 'web1/load/load', 'web1/cpu-0/cpu-user', 'web1/processes-p1/ps_rss'], 52],
    );
  });
});
