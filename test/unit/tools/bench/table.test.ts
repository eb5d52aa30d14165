import assert from 'node:assert/strict';
import type { BenchResult } from '../../../../tools/bench/bench.ts';
import { formatBench } from '../../../../tools/bench/table.ts';

const cost = { microseconds: 12.345, yardsticks: 10.01, repetitions: 9, forecaster: 'auto' };
const result: BenchResult = {
  timings: [
    { ...cost, measured: 'step-climb', goal: 50 },
    { ...cost, measured: 'step-quiet', goal: 5 },
    { ...cost, measured: 'verdict-climb', microseconds: 8.125, goal: 10 },
    { ...cost, measured: 'decision', microseconds: 4 },
    {
      ...cost,
      measured: 'forecast',
      forecaster: 'naive',
      samples: 600,
      microseconds: 0.0456,
      yardsticks: 1234.5,
    },
  ],
  size: { heapBytes: 9550.4, bufferBytes: 47_264, series: 1000, approximate: false },
  featuresSize: { heapBytes: 4000, bufferBytes: 30_000, series: 500, approximate: false },
  ensembleSize: { heapBytes: 3000, bufferBytes: 5000, series: 500, approximate: false },
  garbage: { climb: 1200, quiet: 0 },
};

describe('the table of dma bench', () => {
  it('shows times with three digits, and whether goals are reached', () => {
    assert.deepEqual(formatBench(result).slice(2, 8), [
      '                                         microseconds  yardsticks  goal',
      'a step, climb, everything computed               12.3        10.0    50  reached',
      'a step, quiet series far from the limit          12.3        10.0     5  missed',
      'a verdict, features and decision, climb          8.13        10.0    10  reached, 123,077 a second',
      'a decision alone                                 4.00        10.0        250,000 a second',
      'a forecast of naive, 600 samples               0.0456        1235',
    ]);
  });

  it('shows bytes', () => {
    assert.deepEqual(formatBench(result).slice(9), [
      '                                                   bytes',
      'a series keeps on the heap                         9,550  mean of 1000',
      'a series keeps in typed arrays                    47,264  mean of 1000',
      'its features for a detector keep on the heap       4,000  mean of 500',
      'its features for a detector keep in typed arrays  30,000  mean of 500',
      'a series of an ensemble keeps on the heap          3,000  mean of 500',
      'a series of an ensemble keeps in typed arrays      5,000  mean of 500',
      'a step allocates, climb                            1,200  growth of the heap and what collections took',
      'a step allocates, quiet series                         0  likewise',
    ]);
  });

  it('says where garbage may be among it', () => {
    const lines = formatBench({ ...result, size: { ...result.size, approximate: true } });
    assert.match(lines[10]!, / about 9,550 /);
    assert.match(lines[11]!, / about 47,264 /);
  });
});
