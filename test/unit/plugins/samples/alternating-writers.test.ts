import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import {
  alternatingWriters,
  areEven,
  areOnLevels,
  beforeTurnsBroke,
} from '../../../../plugins/samples/alternating-writers.ts';

/** Samples with these gaps before them (default: a second), and values. */
function samplesOf(
  count: number,
  valueAt: (index: number) => number,
  gapAt: (index: number) => number = () => 1,
): Sample[] {
  let time = 0;
  return Array.from({ length: count }, (_, index) => ({
    time: (time += gapAt(index)),
    value: valueAt(index),
  }));
}

/** The evidence of writers and their number; `none` without them. */
function seen(samples: readonly Sample[]): string {
  const found = alternatingWriters(samples);
  return found ? `${found.writers.length} ${found.evidence ?? 'perhaps'}` : 'none';
}

/** Turns that break before one of 64 samples. */
function broken(place: number): Sample[] {
  return samplesOf(64, (index) => (index < place ? index % 2 : (index + 1) % 2));
}

function countBefore(samples: readonly Sample[]): number | undefined {
  return beforeTurnsBroke(samples)?.length;
}

/** Up and down, while both go up so far that no level is their own. */
const zigzag = (index: number): number => index + (index % 2) * 5;

describe('writers that take turns', () => {
  it('are on levels of their own: every second, third or fourth sample', () => {
    assert.equal(seen(samplesOf(64, (index) => index % 2)), '2 levels');
    assert.equal(seen(samplesOf(64, (index) => index % 3)), '3 levels');
    assert.equal(seen(samplesOf(64, (index) => index % 4)), '4 levels');
    assert.equal(seen(samplesOf(64, (index) => index % 5)), 'none');
    assert.equal(seen(samplesOf(64, () => 1)), 'none');
  });

  it('are known by the newest samples: before there may be others', () => {
    const samples = samplesOf(
      64,
      (index) => (index < 30 ? 9 - (index % 2) : index % 2),
      (index) => (index < 30 ? 0.2 + (index % 3) : 1),
    );
    assert.equal(seen(samples), '2 levels');
  });

  it('have each their samples, twice the interval, and a newest one', () => {
    const samples = samplesOf(64, (index) => index % 2);
    assert.deepEqual(alternatingWriters(samples), {
      writers: [0, 1].map((own) => ({
        newest: 63 + own,
        intervalSeconds: 2,
        places: Array.from({ length: 16 }, (_, turn) => 32 + 2 * turn + own),
      })),
      apartBy: 'time',
      evidence: 'levels',
    });
  });

  it('may be a single one, where both go up and down together', () => {
    assert.equal(seen(samplesOf(64, zigzag)), '2 perhaps');
    assert.equal(seen(samplesOf(16, zigzag)), '2 perhaps');
    assert.equal(seen(samplesOf(15, zigzag)), 'none');
    assert.equal(seen(samplesOf(64, (index) => -zigzag(index))), '2 perhaps');
    assert.equal(seen(samplesOf(64, zigzag, (index) => 1 + (index % 3))), 'none');
  });

  it('begin where the values begin to go up and down', () => {
    for (const before of [(index: number): number => index, (): number => 10, (): number => Number.NaN]) {
      const samples = samplesOf(
        30,
        (index) => (index < 10 ? before(index) : zigzag(index)),
        (index) => (index < 10 ? 7 : index === 10 ? 1.125 : 1),
      );
      const { writers, apartBy, evidence } = alternatingWriters(samples)!;
      const places = writers.flatMap((writer) => writer.places).toSorted((a, b) => a - b);
      assert.ok(places[0] === 9 || places[0] === 10, `${places[0]}`);
      assert.deepEqual(
        places,
        Array.from({ length: 30 - places[0] }, (_, index) => places[0]! + index),
      );
      assert.deepEqual([apartBy, evidence], ['time', undefined]);
      const seconds = samples.at(-1)!.time - samples[places[0]]!.time;
      for (const { intervalSeconds } of writers)
        assert.equal(intervalSeconds, (2 * seconds) / (places.length - 1));
    }
    const late = samplesOf(30, (index) => (index < 20 ? 3 : zigzag(index)));
    assert.equal(seen(late), 'none');
  });
});

describe('even times', () => {
  it('have four of five distances within a quarter of the usual one', () => {
    assert.equal(areEven([0, 1, 2, 3, 4, 9]), true);
    assert.equal(areEven([0, 1, 2, 3, 8, 13]), false);
    assert.equal(areEven([0, 1, 2, 3, 4.25, 5.5]), true);
    assert.equal(areEven([0, 1, 2, 3, 4.375, 5.75]), false);
    assert.equal(areEven([0, 1, 2, 3, 3.75, 4.5]), true);
    assert.equal(areEven([0, 10, 20, 30, 42, 54]), true);
  });
});

/** True for writers with these values, each as often as needed or as said. */
function areApart(...levels: readonly (readonly number[])[]): boolean {
  const samples = levels.flat().map((value, time) => ({ time, value }));
  let from = 0;
  const places = levels.map((level) => level.map(() => from++));
  return areOnLevels(samples, places);
}

const often = (count: number, ...values: readonly number[]): number[] =>
  Array.from({ length: count }, (_, index) => values[index % values.length]!);

describe('the levels of writers', () => {
  it('are seen in the newest sixteen samples of each', () => {
    assert.equal(areApart(often(16, 1, 2), often(16, 3, 4)), true);
    assert.equal(areApart(often(15, 1, 2), often(16, 3, 4)), false);
    assert.equal(areApart(often(16, 1, 2), often(15, 3, 4)), false);
    assert.equal(areApart([9, 9, ...often(16, 1, 2)], often(16, 3, 4)), true);
    assert.equal(areApart(often(16, 9, 2), often(16, 3, 4)), false);
  });

  it('are apart when one of them keeps to values that no other has, above or below', () => {
    assert.equal(areApart(often(16, 1, 2), often(16, 3, 5), often(16, 4, 6)), true);
    assert.equal(areApart(often(16, 8, 9), often(16, 3, 5), often(16, 4, 6)), true);
    assert.equal(areApart(often(16, 5, 9), often(16, 3, 5), often(16, 4, 6)), false);
    assert.equal(areApart(often(16, 1, 3), often(16, 3, 4)), false);
    assert.equal(areApart(often(16, 1, Number.NaN), often(16, 3, 4)), false);
  });
});

describe('the samples before turns broke', () => {
  it('are all but the newest, up to sixteen of them', () => {
    assert.equal(countBefore(broken(63)), 63);
    assert.equal(countBefore(broken(48)), 48);
    assert.equal(countBefore(broken(47)), undefined);
  });

  it('are none where nothing broke, or nobody took turns for sixteen samples', () => {
    assert.equal(countBefore(samplesOf(64, (index) => index % 2)), undefined);
    assert.equal(countBefore(samplesOf(64, (index) => Math.sin(index * index))), undefined);
    assert.equal(countBefore(samplesOf(64, () => 1)), undefined);
    assert.equal(countBefore(broken(60).slice(-20)), 16);
    assert.equal(countBefore(broken(60).slice(-19)), undefined);
    assert.equal(countBefore([]), undefined);
  });
});
