import assert from 'node:assert/strict';
import type { Reason } from '../../../../plugins/coverage/reason.ts';
import type { SeriesSilence } from '../../../../plugins/series/series-silence.ts';
import { SeriesStandings } from '../../../../plugins/series/series-standing.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { everySecond, memorySeries } from '../../../support/memory-series.ts';

const nobody: SeriesSilence = { stale: [], ended: [], unheard: [] };
const percentages: Reason = { kind: 'only-percentages', cause: 'there are percentages', cure: 'take them' };

function seriesWith(values: readonly number[]): TargetSeries {
  const series = memorySeries();
  series.append(everySecond(1.8e9, values));
  return series;
}

const steady = Array.from({ length: 30 }, (_, second) => second);

/** The kind and cause of the reason why a series is not predicted. */
function reasonOf(
  series: TargetSeries,
  {
    silence = nobody,
    fault,
    replaced = false,
  }: { silence?: SeriesSilence; fault?: string; replaced?: boolean },
): string | undefined {
  const reason = new SeriesStandings(
    silence,
    { get: () => fault },
    new Map(replaced ? [[series, percentages]] : []),
  ).reasonOf(series);
  return reason && `${reason.kind}: ${reason.cause}`;
}

describe('the reason why a series is not predicted', () => {
  it('is missing while it is predicted', () => {
    assert.equal(reasonOf(seriesWith(steady), {}), undefined);
  });

  it('is the fault of the series, before everything else', () => {
    const series = seriesWith([]);
    const all = { silence: { ...nobody, stale: [series] }, fault: 'it is a hash', replaced: true };
    assert.equal(reasonOf(series, all), 'unreadable: it is a hash');
  });

  it('is that its plugin gives others, although it is silent', () => {
    const series = seriesWith(steady);
    const all = { silence: { ...nobody, stale: [series] }, replaced: true };
    assert.equal(reasonOf(series, all), 'only-percentages: there are percentages');
  });

  it('is its silence, however it is silent', () => {
    const series = seriesWith(steady);
    for (const kind of ['stale', 'ended', 'unheard'])
      assert.equal(
        reasonOf(series, { silence: { ...nobody, [kind]: [series] } }),
        'silent: it gets no samples',
      );
    assert.equal(reasonOf(series, { silence: { ...nobody, stale: [seriesWith(steady)] } }), undefined);
  });

  it('is that its newest value is unknown', () => {
    assert.equal(
      reasonOf(seriesWith([...steady, Number.NaN]), {}),
      'no-values: its values are unknown (nan)',
    );
  });

  it('is that the forecast abstains', () => {
    assert.match(reasonOf(seriesWith([1, 2]), {})!, /^waiting: .*2/);
  });

  it('is that it is new while it has no sample', () => {
    assert.equal(reasonOf(seriesWith([]), {}), 'waiting: it is new');
  });
});
