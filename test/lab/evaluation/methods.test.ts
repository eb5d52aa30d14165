import assert from 'node:assert/strict';
import { comparedMethods } from '../../../tools/lab/evaluation/methods.ts';
import { scoreSeries } from '../../../tools/lab/evaluation/series-score.ts';
import { simulatedKinds, simulateSeries } from '../../../tools/lab/evaluation/simulated-series.ts';
import { handMade, leak, values } from './hand-made-series.ts';

describe('a method that is compared', function () {
  const methods = comparedMethods();
  const brief = simulateSeries(
    simulatedKinds.find(({ name }) => name === 'brief: leak from idle')!,
    1,
  );

  it('is collectd-dma with its default forecaster, or with the one asked for', function () {
    assert.equal(methods.at(-1)!.name, 'collectd-dma');
    const naive = comparedMethods('naive').at(-1)!;
    assert.equal(naive.name, 'collectd-dma, naive');
    const last = brief.samples.at(-1)!;
    assert.equal(naive.rowsOf(brief).at(-1)!.pred, last.value);
    assert.throws(() => comparedMethods('oracle').at(-1)!.rowsOf(brief), { name: 'UsageError' });
  });

  it('has a name of its own', function () {
    assert.equal(new Set(methods.map(({ name }) => name)).size, methods.length);
  });

  for (const method of methods) {
    it(`(${method.name}) knows nothing of what comes later`, function () {
      const whole = method.rowsOf(brief);
      assert.equal(whole.length, brief.samples.length);
      for (const length of [1, 40, 70]) {
        const prefix = { ...brief, samples: brief.samples.slice(0, length) };
        assert.deepEqual(method.rowsOf(prefix), whole.slice(0, length));
      }
    });

    it(`(${method.name}) announces a steady leak, and says nothing about a constant`, function () {
      const leaking = handMade(values(600, (time) => 10 + Math.max(0, time - 100) / 5));
      assert.deepEqual(scoreSeries(leaking, method.rowsOf(leaking)).leads.length, 1);
      const flat = handMade(values(600, () => 99));
      assert.ok(method.rowsOf(flat).every(({ alert }) => !alert));
    });

    it(`(${method.name}) says numbers or nothing`, function () {
      for (const { pred, q10, q90 } of method.rowsOf(brief)) {
        for (const number of [pred, q10, q90]) assert.ok(number === null || Number.isFinite(number));
        if (q10 !== null) assert.ok(q10 <= pred! && pred! <= q90!);
      }
    });
  }

  it('waits for 5 s or one interval before it alerts, when it is a simple one', function () {
    const [first] = methods;
    const rows = first!.rowsOf(handMade(leak));
    const above = rows.findIndex(({ pred }) => pred !== null && pred >= 100);
    assert.ok(above > 400);
    assert.equal(rows.findIndex(({ alert }) => alert) - above, 5);
  });

  it('begins to wait anew when the forecast was below the limit in between, when it is a simple one', function () {
    const [first] = methods;
    // The forecast of a wave is a wave: for 4 s of each 30 it is at the limit.
    const waves = handMade(
      values(600, (time) => 50 + 10 * Math.sin((2 * Math.PI * time) / 30)),
      { limit: 134 },
    );
    const settled = first!.rowsOf(waves).filter(({ t }) => t > 60);
    assert.equal(settled.filter(({ pred }) => pred! >= 134).length, 72);
    assert.ok(settled.every(({ alert }) => !alert));
  });

  it('(steps removed + new high) is silent at a level that was reached before, and in a bulk allocation', function () {
    const quiet = methods.find(({ name }) => name === 'steps removed + new high')!;
    /** From 10 to 90 in 400 s, back at once, and twice again; the limit is 100. */
    const teeth = handMade(values(1200, (time) => 10 + (time % 400) / 5));
    const alerts = quiet.rowsOf(teeth).filter(({ alert }) => alert);
    assert.ok(alerts.length > 0 && alerts.every(({ t }) => t < 400), alerts.map(({ t }) => t).join(' '));
    const bulk = handMade(values(600, (time) => 40 + time / 100 + (time < 300 ? 0 : 50) + (time % 2)));
    assert.ok(quiet.rowsOf(bulk).every(({ alert }) => !alert));
  });

  it('covers what it says with an interval made of its own errors one horizon later', function () {
    const damped = methods.find(({ name }) => name === 'Holt, damped')!;
    const swings = simulatedKinds.find(({ name }) => name === 'load swings')!;
    for (const seed of [1, 2, 3]) {
      const series = simulateSeries(swings, seed);
      const { coverage } = scoreSeries(series, damped.rowsOf(series));
      assert.ok(coverage! > 0.7 && coverage! < 0.9, `${coverage}`);
    }
  });
});
