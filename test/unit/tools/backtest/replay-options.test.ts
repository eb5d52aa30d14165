import assert from 'node:assert/strict';
import { targetSchema } from '../../../../plugins/config/target-config.ts';
import { targetDefaults } from '../../../../tools/series/configured-target.ts';
import { parseCapacity, parseLimit } from '../../../../tools/series/given-limit.ts';
import { describeUnused, replayOptions } from '../../../../tools/backtest/replay-options.ts';
import { noArguments } from './no-arguments.ts';

function unusedBy(forecaster: string, samples?: string): string[] {
  const given = { ...noArguments, forecaster, samples };
  return describeUnused(given, replayOptions(given, targetDefaults, 5));
}

function horizonOf(given: string | undefined, target: typeof targetDefaults, chosen?: number): number {
  return replayOptions({ ...noArguments, horizon: given }, target, 5, chosen).horizonSeconds;
}

describe('what dma backtest replays with', () => {
  it('has what the target has, unless it says something else', () => {
    const { horizonSeconds, forecaster, samples, intervalLevel: level } = targetDefaults;
    const minimums = {
      minimumSamples: undefined,
      minimumWindowRatio: undefined,
      minimumLeadSeconds: undefined,
    };
    assert.deepEqual(replayOptions(noArguments, targetDefaults, 5), {
      limit: 5,
      limitSide: 'upper',
      horizonSeconds,
      forecaster,
      samples,
      level,
      ...minimums,
    });
    const given = { horizon: '300', forecaster: 'naive', samples: '7', level: '0.5' };
    assert.deepEqual(replayOptions({ ...noArguments, ...given }, targetDefaults, 5), {
      limit: 5,
      limitSide: 'upper',
      horizonSeconds: 300,
      forecaster: 'naive',
      samples: 7,
      level: 0.5,
      ...minimums,
    });
    assert.equal(parseLimit(undefined), undefined);
    assert.equal(parseLimit('2KiB'), 2048);
    for (const [text, number] of [
      ['7e15', 7e15],
      ['6e-7', 6e-7],
      ['90%', 90],
      ['99.5 %', 99.5],
    ] as const)
      assert.equal(parseLimit(text), number);
    assert.equal(replayOptions({ ...noArguments, level: '90%' }, targetDefaults, 5).level, 0.9);
  });

  it('has the horizon that was chosen where auto is asked for, on the command line or by the target', () => {
    const auto = { ...targetDefaults, horizonSeconds: 'auto' as const };
    assert.equal(horizonOf('auto', targetDefaults, 180), 180);
    assert.equal(horizonOf(undefined, auto, 180), 180);
    assert.equal(horizonOf('300', auto, 180), 300);
    assert.throws(() => horizonOf('automatic', targetDefaults), {
      name: 'UsageError',
      message: '--horizon: expected seconds above 0, or auto, not "automatic"',
    });
  });

  it('takes a limit in percent as a share of the capacity, where that is given', () => {
    assert.deepEqual([parseCapacity(undefined), parseCapacity('64GiB')], [undefined, 64 * 2 ** 30]);
    assert.deepEqual([parseLimit('90%', 200), parseLimit('150', 200)], [180, 150]);
    const message = '--limit: expected at most the capacity of 200, not "201"';
    assert.throws(() => parseLimit('201', 200), { name: 'UsageError', message });
    assert.throws(() => parseCapacity('0'), {
      name: 'UsageError',
      message: /^--capacity: expected a number/,
    });
  });

  it('is on the side of the limit that the target names, unless it says something else', () => {
    const available = targetSchema.parse({ series: '*/memory/memory-free', lowerLimit: 500 });
    const sideOf = (target: typeof available, lower?: boolean) =>
      replayOptions({ ...noArguments, lower }, target, 5).limitSide;
    assert.deepEqual([sideOf(available), sideOf(targetDefaults)], ['lower', 'upper']);
    assert.deepEqual([sideOf(available, true), sideOf(targetDefaults, true)], ['lower', 'lower']);
    assert.deepEqual([sideOf(available, false), sideOf(targetDefaults, false)], ['upper', 'upper']);
  });

  it('asks for as much before an alert as the target does', () => {
    const minimums = { minimumSamples: 30, minimumWindowRatio: 2, minimumLeadSeconds: 20 };
    const careful = targetSchema.parse({ series: '*/memory/memory-used', capacity: 1000, ...minimums });
    const options = replayOptions(noArguments, careful, 5);
    for (const [name, value] of Object.entries(minimums)) {
      assert.equal(options[name as keyof typeof minimums], value);
    }
    replayOptions({ ...noArguments, horizon: '21' }, careful, 5);
    assert.throws(() => replayOptions({ ...noArguments, horizon: '20' }, careful, 5), {
      name: 'UsageError',
      message: '--horizon: expected more than the target\'s minimumLeadSeconds of 20, not "20"',
    });
  });

  it('says so when samples are given to a forecaster that does not look at them', () => {
    assert.deepEqual(unusedBy('auto', '40'), [
      '--samples: makes no difference to auto, which follows the whole series',
    ]);
    assert.deepEqual([unusedBy('auto'), unusedBy('linear', '40')], [[], []]);
  });

  it('is refused with the option, the value and the rule', () => {
    for (const [given, message] of [
      [{ horizon: '0' }, '--horizon: expected seconds above 0, or auto, not "0"'],
      [{ horizon: 'Infinity' }, '--horizon: expected seconds above 0, or auto, not "Infinity"'],
      [{ samples: '2' }, '--samples: expected a whole number from 3 to 10000, not "2"'],
      [{ samples: '3.5' }, '--samples: expected a whole number from 3 to 10000, not "3.5"'],
      [{ level: '1' }, '--level: expected a number between 0 and 1, not "1"'],
      [{ level: ' ' }, '--level: expected a number between 0 and 1, not " "'],
      [{ forecaster: 'oracle' }, /^--forecaster: expected one of .*, not "oracle"$/],
      [{ forecaster: 'lineer' }, /^--forecaster: expected one of .*, not "lineer"; did you mean linear\?$/],
    ] as const) {
      assert.throws(() => replayOptions({ ...noArguments, ...given }, targetDefaults, 5), {
        name: 'UsageError',
        message,
      });
    }
    for (const limit of ['', '0', '-5', '60GX', '90%%', '5GiB%']) {
      assert.throws(() => parseLimit(limit), {
        name: 'UsageError',
        message: `--limit: expected a number above 0, or one with a unit such as 60GiB, not "${limit}"`,
      });
    }
  });
});
