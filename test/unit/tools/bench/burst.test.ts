import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { BurstOutput } from '../../../../tools/bench/burst-output.ts';
import { formatBurst } from '../../../../tools/bench/burst-table.ts';

function cells(lines: readonly string[]): Record<string, string | undefined> {
  return Object.fromEntries(lines.map((line) => line.split(/ {2,}/)).map(([name, value]) => [name, value]));
}

describe('a burst of alerts', () => {
  it('is counted by series, from the time of the sample that raises each', async () => {
    const stream = new PassThrough();
    let now = 1.8e9;
    const output = new BurstOutput(stream, () => now);
    const give = async (line: string): Promise<void> => {
      now++;
      stream.write(`${line}\n`);
      await new Promise(setImmediate);
    };
    const risk = (one: string, time: number, percent: number): Promise<void> =>
      give(`PUTVAL "web1/dma-bench-${one}/percent-risk" interval=60.000 ${time}.000:${percent}`);
    await risk('a', 1.8e9, 0);
    await risk('b', 1.8e9, 49);
    assert.deepEqual([output.predicted, output.lags, output.screened], [2, [], 0]);
    await risk('b', 1.8e9 + 1, 50);
    await risk('b', 1.8e9 + 2, 60);
    await risk('a', 1.8e9 + 4, 99);
    await give(`PUTVAL "web1/dma-bench-a/gauge-predicted" interval=10.000 ${now}.000:99`);
    await give(`PUTVAL "bench/dma-self/gauge-screened" interval=10.000 ${now}.000:2`);
    assert.deepEqual([output.predicted, output.lags, output.screened], [2, [1, 2], 2]);
    stream.end();
    await once(stream, 'close');
  });

  it('is a table of two columns', () => {
    const result = {
      series: 20_000,
      burst: 1000,
      alerts: 999,
      lagSeconds: { median: 0.5, longest: 1.234 },
      residentBytes: { before: 200e6, most: 300.4e6, after: 210e6 },
      screenedSeconds: 320.4,
    };
    const table = cells(formatBurst(result));
    assert.equal(table['alerts'], '999');
    assert.equal(table['lag of an alert behind its sample, median / longest (goal 10)'], '0.50 / 1.23 s');
    assert.equal(table['resident at most'], '300 MB');
    assert.equal(table['all screened again after'], '320 s');
    const never = cells(formatBurst({ ...result, screenedSeconds: undefined }));
    assert.equal(never['all screened again after'], 'never');
  });
});
