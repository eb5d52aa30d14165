import assert from 'node:assert/strict';
import { limit, predictSeries, type Moment } from '../../../support/predicted-series.ts';

/** Full at 1000 after 70 s of leak, for `fullSeconds`; then back at 300. */
function momentsOf(fullSeconds: number): Moment[] {
  return predictSeries(
    (second) => (second < 270 + fullSeconds ? 300 + 10 * Math.min(70, Math.max(0, second - 200)) : 300),
    400 + fullSeconds,
    1,
  );
}

function percentOf({ risk }: Moment): number {
  return risk.kind === 'risk' ? risk.percent : Number.NaN;
}

describe('the risk after the limit was reached', () => {
  for (const fullSeconds of [5, 60, 600]) {
    it(`is that of a series at rest as soon as it is no alert any more, after ${fullSeconds} s at the limit`, () => {
      const moments = momentsOf(fullSeconds);
      const exhausted = moments.findLastIndex(({ value }) => value >= limit);
      const after = moments.slice(exhausted + 1).map((moment) => percentOf(moment));
      const cleared = after.findIndex((percent) => percent < 50);
      assert.ok(cleared >= 0 && cleared <= 21, `after ${cleared} s`);
      assert.ok(Math.max(...after.slice(cleared)) < 1, after.slice(cleared, cleared + 10).join(', '));
    });
  }
});
