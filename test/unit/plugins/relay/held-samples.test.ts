import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { HeldSamples, type HeldBatch } from '../../../../plugins/relay/held-samples.ts';

const roomy = { maxSamplesPerSeries: 1000, maxBytes: 1e9 };

function fill(held: HeldSamples, series: number, samples: number): void {
  for (let time = 0; time < samples; time++)
    for (let index = 0; index < series; index++) held.add(`k${index}`, String(time), `${time}:1`, {});
}

/** All samples that are held, by series, in the order in which they are taken. */
function drain(held: HeldSamples): Map<string, string[]> {
  const taken = new Map<string, string[]>();
  for (;;) {
    const batches = held.take(1000);
    if (batches.length === 0) return taken;
    for (const { series, scores } of batches)
      taken.set(series.key, [...(taken.get(series.key) ?? []), ...scores]);
  }
}

describe('samples that are held', () => {
  it('are taken in the order in which they came, all series alike', () => {
    const held = new HeldSamples(roomy);
    fill(held, 3, 700);
    const first = held.take(1200);
    assert.deepEqual(
      first.map(({ series }) => series.key),
      ['k0', 'k1', 'k2'],
    );
    assert.ok(first.every(({ scores }) => scores.length === 500));
    for (const scores of drain(held).values())
      assert.deepEqual(
        scores,
        Array.from({ length: 200 }, (_, index) => String(index + 500)),
      );
    assert.deepEqual([held.count, held.seriesCount], [0, 0]);
  });

  it('are the newest of each series, and the others are counted', () => {
    const held = new HeldSamples({ ...roomy, maxSamplesPerSeries: 10 });
    fill(held, 2, 25);
    assert.deepEqual([held.count, held.dropped], [20, 30]);
    for (const scores of drain(held).values()) assert.deepEqual([scores[0], scores.at(-1)], ['15', '24']);
  });

  it('take their turn again before newer ones when Redis did not take them', () => {
    const held = new HeldSamples({ ...roomy, maxSamplesPerSeries: 70 });
    fill(held, 1, 66);
    const batch = held.take(1000);
    fill(held, 1, 1);
    held.giveBack(batch);
    const [scores] = [...drain(held).values()];
    assert.deepEqual(scores, [...Array.from({ length: 66 }, (_, index) => String(index)), '0']);
    assert.equal(held.dropped, 0);
  });

  it('stay within their memory, where each series keeps its newest', () => {
    const held = new HeldSamples({ maxSamplesPerSeries: 1e6, maxBytes: 100_000 });
    fill(held, 20, 500);
    assert.ok(held.bytes <= 100_000 && held.bytes > 30_000, String(held.bytes));
    assert.equal(held.count + held.dropped, 10_000);
    const taken = drain(held);
    assert.equal(taken.size, 20);
    for (const scores of taken.values()) assert.equal(scores.at(-1), '499');
  });

  it('stay within their memory where names have no end', () => {
    const held = new HeldSamples({ maxSamplesPerSeries: 10, maxBytes: 100_000 });
    for (let index = 0; index < 10_000; index++) held.add(`name${index}`, '1', '1:1', {});
    assert.ok(held.bytes <= 100_000);
    assert.ok(held.count > 100 && held.count + held.dropped === 10_000);
    // Names that were handed over make room for others.
    drain(held);
    held.add('another', '1', '1:1', {});
    assert.equal(held.count, 1);
  });

  it('keep their books, whatever happens to them', () => {
    const action = fc.oneof(
      fc.record({
        kind: fc.constant('add' as const),
        key: fc.nat(30),
        count: fc.integer({ min: 1, max: 90 }),
      }),
      fc.record({ kind: fc.constant('take' as const), count: fc.nat(200), isBack: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const held = new HeldSamples({ maxSamplesPerSeries: 50, maxBytes: 20_000 });
        let [added, taken, clock] = [0, 0, 0];
        const out: HeldBatch[][] = [];
        for (const one of actions) {
          if (one.kind === 'add')
            for (let index = 0; index < one.count; index++, added++)
              held.add(`k${one.key}`, String(clock++), 'm', {});
          else {
            const batches = held.take(one.count);
            if (one.isBack) held.giveBack(batches);
            else {
              out.push(batches);
              taken += batches.reduce((sum, { scores }) => sum + scores.length, 0);
            }
          }
          assert.ok(held.bytes <= 20_000);
        }
        assert.equal(held.count + held.dropped + taken, added);
        const left = [...drain(held).values()];
        assert.equal(left.flat().length + held.dropped + taken, added);
        for (const scores of left)
          assert.deepEqual(
            scores,
            scores.toSorted((a, b) => +a - +b),
          );
      }),
    );
  });

  it('are waited for', async () => {
    const held = new HeldSamples(roomy);
    let isFilled = false;
    const waiting = held.filled(new AbortController().signal).then(() => (isFilled = true));
    await turn();
    assert.equal(isFilled, false);
    held.add('k', '1', '1:1', {});
    await waiting;
    await held.filled(new AbortController().signal);
    await new HeldSamples(roomy).filled(AbortSignal.abort());
  });
});
