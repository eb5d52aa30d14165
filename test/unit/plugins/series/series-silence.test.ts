import assert from 'node:assert/strict';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { silenceOf } from '../../../../plugins/series/series-silence.ts';
import { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { memoryTarget } from '../../../support/memory-target.ts';

const now = 1.8e9 + 100;

function seriesOf(name: string, foundTime: number, options = ''): TargetSeries {
  return new TargetSeries({
    target: 'memory',
    config: memoryTarget(`horizonSeconds: 2, ${options}`),
    forecaster: linear,
    detector: undefined,
    identifier: readName(name),
    captures: [],
    capacity: 1000,
    foundTime,
  });
}

/** Was there at the start, with samples each minute, the newest of this age. */
const slow = (host: string, age: number): TargetSeries => {
  const foundTime = now - age;
  const series = seriesOf(`${host}/memory/memory-used`, foundTime);
  series.append(
    [4, 3, 2, 1, 0].map((minutes) => ({ time: foundTime - 60 * minutes, value: 1 })),
    0,
  );
  return series;
};

/** Goes on, with a clock that is behind by this many seconds. */
const fast = (host: string, behind: number): TargetSeries => {
  const series = seriesOf(`${host}/memory/memory-used`, 0);
  series.append([{ time: now - behind, value: 1 }], 0);
  return series;
};

describe('the series that are silent', () => {
  it('may not be heard yet, when they were silent before the start by the clock of their host', () => {
    for (const [series, count] of [
      [[slow('web1', 300)], 1],
      [[slow('web1', 100)], 0],
      [[slow('web1', 300), fast('web1', 280)], 0],
      [[slow('web1', 300), fast('web2', 280)], 1],
      [[slow('web1', 300), fast('web1', -280)], 1],
      [[slow('web1', 600), fast('web1', 280), fast('web1', 290)], 1],
    ] as const) {
      const { stale, unheard } = silenceOf(series, { monotonicNow: 10, now }, 1);
      assert.deepEqual([stale.length, unheard.length], [0, count]);
    }
  });

  it('have ended when they are optional, and another of the same plugin of the same host goes on', () => {
    const going = ['web1/df-root/df_complex-used', 'web2/df-root/df_complex-used', 'web1/memory/memory-used'];
    const expected = { 'web1/df-root/df_complex-used': 'ended' } as Record<string, string>;
    for (const name of going)
      for (const optional of [true, false]) {
        const other = seriesOf(name, 0);
        const silent = seriesOf('web1/df-backup/df_complex-used', 0, `optional: ${optional}`);
        for (let second = 1; second <= 200; second++) {
          other.append([{ time: now + second, value: 1 }], second);
          if (second < 100) silent.append([{ time: now + second, value: 1 }], second);
        }
        const { stale, ended } = silenceOf([other, silent], { monotonicNow: 200, now: now + 200 }, 1);
        const kind = stale.length === 1 ? 'stale' : 'ended';
        assert.deepEqual([...stale, ...ended], [silent]);
        assert.equal(kind, optional ? (expected[name] ?? 'stale') : 'stale', name);
      }
  });
});
