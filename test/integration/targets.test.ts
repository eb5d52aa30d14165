import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { until } from '../support/until.ts';

/** Targets beyond the shipped configuration: sums, lower limits, and a full disk. */
describe('targets, with the real collectd', function () {
  const keptSamples = 12;
  const held = ['*/memory/memory-used', '*/memory/memory-slab_unrecl'];
  const available = [
    '*/memory/memory-free',
    '*/memory/memory-cached',
    '*/memory/memory-buffered',
    '*/memory/memory-slab_recl',
  ];
  let stack: PrivateStack;
  let watch: StackWatch;

  before(async function () {
    stack = await startPrivateStack({
      exchanges: [
        ['Interval 60\n', 'Interval 1\n'],
        ['MaxSetSize 3600', `MaxSetSize ${keptSamples}`],
        // In a container there may be no other file system.
        ['overlay|', ''],
      ],
      configure: (config) => {
        config.setIn(['targets', 'disk', 'limit'], 4096);
        // No change expected: the prediction is the newest sum itself.
        const still = { forecaster: 'naive', horizonSeconds: 2 };
        config.setIn(['targets', 'held'], { series: held, limit: 1e15, output: 'dma/memory-held', ...still });
        config.setIn(['targets', 'available'], {
          series: available,
          capacity: '*/memory/memory-{used,free,cached,buffered,slab_recl,slab_unrecl}',
          lowerLimit: 4096,
          output: 'dma/memory-available',
          ...still,
        });
      },
    });
    watch = new StackWatch(stack, Number.POSITIVE_INFINITY);
  });

  after(async function () {
    watch?.close();
    await stack?.stop();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && stack) process.stderr.write(`${stack.collectdLog()}\n`);
  });

  /** Newest values of a series by time. */
  const valuesOf = async (pattern: string): Promise<ReadonlyMap<number, number>> => {
    const entries = await watch.history(pattern.replace('*', 'localhost'));
    return new Map(entries.map(({ time, values }) => [time, values[0]!]));
  };

  for (const [name, parts] of Object.entries({ held, available })) {
    it(`are sums of series of the same time: ${name}`, async function () {
      await until('three predictions', 60, async () => (await valuesOf(`*/dma/memory-${name}`)).size >= 3);
      const predicted = await valuesOf(`*/dma/memory-${name}`);
      const series = await Promise.all(parts.map(valuesOf));
      let compared = 0;
      for (const [time, value] of predicted) {
        const values = series.map((one) =>
          one.get([...one.keys()].find((at) => Math.abs(at - time) < 0.002)!),
        );
        if (values.includes(undefined)) continue;
        assert.equal(
          value,
          values.reduce((sum, part) => sum! + part!, 0),
        );
        compared++;
      }
      assert.ok(compared > 0);
    });
  }

  it('have a risk above or below their limit, and a share only where there is a capacity', async function () {
    for (const name of ['held', 'available']) {
      const risk = await until(`the risk of ${name}`, 60, async () =>
        [...(await valuesOf(`*/dma-${name}/percent-risk`)).values()].at(-1),
      ).catch(() => undefined);
      assert.ok(risk === undefined || risk < 50, `${name}: ${risk}`);
    }
    assert.ok((await valuesOf('*/dma-available/percent-predicted')).size > 0);
    assert.equal((await valuesOf('*/dma-held/percent-predicted')).size, 0);
  });

  it('notify a full disk, whatever its name', async function () {
    const line = await until('a FAILURE', 60, () =>
      existsSync(stack.logFile)
        ? readFileSync(stack.logFile, 'utf8')
            .split('\n')
            .find((one) => one.includes(' FAILURE localhost disk-'))
        : undefined,
    );
    const name = / disk-(\S+)/.exec(line)![1]!;
    assert.ok((await valuesOf(`*/df-${name}/df_complex-used`)).size > 0, name);
    assert.ok((await valuesOf(`*/dma/df_complex-${name}`)).size > 0, name);
  });

  it('have their score told by dma-self', async function () {
    for (const name of ['percent-forecast_error-held', 'gauge-missed-disk', 'gauge-false_alarms-available'])
      await until(name, 60, async () => (await valuesOf(`*/dma-self/${name}`)).size > 0);
  });

  it('keep as many samples in Redis as MaxSetSize says, and nothing is complained about', async function () {
    const sizes = await until('a full series', 60, async () => {
      const { size } = await valuesOf('*/memory/memory-used');
      return size >= keptSamples && size;
    });
    assert.equal(sizes, keptSamples);
    assert.doesNotMatch(stack.collectdLog(), /warning:|error:/);
  });
});
