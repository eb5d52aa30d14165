import assert from 'node:assert/strict';
import { tooFewSamples, type Abstention } from '../../../../analysis/forecast.ts';
import { RawCounter, type CounterKind } from '../../../../plugins/samples/raw-counter.ts';

function kindsOf(values: readonly number[]): CounterKind[] {
  const counter = new RawCounter();
  return values.map((value) => {
    counter.observe(value);
    return counter.kind;
  });
}

/** The reasons after each value why it is no rate. */
function abstentionsOf(values: readonly number[]): (Abstention | undefined)[] {
  const counter = new RawCounter();
  return values.map((value) => {
    counter.observe(value);
    return counter.abstention;
  });
}

function range(count: number, valueAt: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => valueAt(index));
}

describe('the values of a counter', () => {
  it('are rates as soon as one has a fraction', () => {
    assert.deepEqual(kindsOf([12.5, 13, 14]), ['rate', 'rate', 'rate']);
    assert.deepEqual(kindsOf([3, 7, 12.5]), ['unknown', 'unknown', 'rate']);
  });

  it('are counts once they have only risen, by whole numbers, for a while', () => {
    const kinds = kindsOf(range(40, (index) => 1e9 + 1000 * index));
    assert.deepEqual(
      kinds.slice(0, 10),
      range(10, () => 'unknown' as never),
    );
    assert.ok(kinds.slice(10).every((kind) => kind === 'count'));
  });

  it('are counts also after the counter has started over', () => {
    const values = [...range(20, (index) => 5000 + index), ...range(20, (index) => 7 * index)];
    assert.equal(kindsOf(values).at(-1), 'count');
    assert.ok(!kindsOf([9000, ...range(9, (index) => index + 1)]).includes('rate'));
  });

  it('are rates where whole numbers fall again', () => {
    assert.equal(kindsOf([5, 8, 6, 9, 7]).at(-1), 'rate');
  });

  it('are rates while nothing is counted', () => {
    assert.deepEqual(kindsOf([0, 0, 0]), ['rate', 'rate', 'rate']);
    assert.deepEqual(kindsOf([7, 7, 7]), ['unknown', 'unknown', 'unknown']);
  });

  it('are abstained from while they may be counts, once one has changed', () => {
    assert.deepEqual(abstentionsOf([5, 5, 6, 7, 7.5]), [
      undefined,
      undefined,
      tooFewSamples(1, 10),
      tooFewSamples(2, 10),
      undefined,
    ]);
    assert.deepEqual(abstentionsOf(range(12, (index) => 1e6 + index)).at(-1), {
      kind: 'abstention',
      reason: 'raw-counter',
    });
  });

  it('may turn from rates into counts, and back', () => {
    const counts = range(12, (index) => 1e6 + 90 * index);
    assert.equal(kindsOf([1.5, 2.5, ...counts]).at(-1), 'count');
    assert.equal(kindsOf([...counts, 91.3]).at(-1), 'rate');
  });

  it('are counts after ten rises, also where there was a fraction before', () => {
    const kinds = kindsOf([1.5, ...range(10, (index) => 2 + index)]);
    assert.deepEqual(kinds.slice(-2), ['rate', 'count']);
  });

  it('are judged by the newest 32 changes', () => {
    const kinds = kindsOf([9, 8, 7, ...range(31, (index) => 8 + index)]);
    assert.deepEqual(kinds.slice(-2), ['rate', 'count']);
  });

  it('are used while they are rates', () => {
    const counter = new RawCounter();
    assert.deepEqual(
      [5, 6, 6.5, ...range(10, (index) => 7 + index)].map((value) => counter.observe(value)),
      [false, false, ...range(10, () => true as never), false],
    );
  });

  it('have no reason against them where whole numbers fall again', () => {
    assert.deepEqual(abstentionsOf([5, 8, 6, 9, 7]).at(-1), undefined);
    assert.deepEqual(abstentionsOf([5, 8, 6]).at(-1), tooFewSamples(2, 10));
  });
});
