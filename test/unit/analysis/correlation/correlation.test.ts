import assert from 'node:assert/strict';
import { CorrelationSearch, type SearchResult } from '../../../../analysis/correlation/correlation.ts';
import type { TimedValues } from '../../../../analysis/correlation/time-grid.ts';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import {
  causeKinds,
  neighbourhood,
  type Neighbourhood,
} from '../../../../tools/bench/simulated-neighbours.ts';

const steps = 600;

function series(valueAt: (step: number) => number, every = 1): TimedValues {
  const times = Array.from({ length: steps / every }, (_, i) => 1000 + every * i);
  return { times, values: times.map((time) => valueAt(time - 1000)) };
}

function noise(seed: number, size = 1): (step: number) => number {
  const draws = drawsFrom(seededRandom(seed));
  const values = Array.from({ length: steps }, () => size * draws.normal());
  return (step) => values[step]!;
}

function search(target: TimedValues, others: Readonly<Record<string, TimedValues>>): SearchResult<string> {
  const found = CorrelationSearch.for<string>(target, { from: 1000, to: 1000 + steps, maxLagSeconds: 60 })!;
  for (const [name, other] of Object.entries(others)) found.add(name, other);
  return found.result();
}

function searchIn({ target, others, from, to }: Neighbourhood): SearchResult<number> {
  const found = CorrelationSearch.for<number>(target, { from, to, maxLagSeconds: 60 })!;
  for (const [index, other] of others.entries()) found.add(index, other);
  return found.result();
}

const climb = (from: number, slope: number) => (step: number) => slope * Math.max(0, step - from);

const season = (step: number): number => 20 * Math.sin((2 * Math.PI * step) / 90);
const jobs = (step: number): number => (step % 120 < 12 ? 30 : 0);

describe('the search for series that moved with another', () => {
  const [ofTarget, ofOther] = [noise(1), noise(2)];
  const leak = series((step) => 1e9 + 1e4 * (climb(400, 1)(step) + ofTarget(step)));

  const rises = (step: number): number => (step >= 395 ? 60 : 10) + ofOther(step);

  it('tells which rose, how long before, and how much alike', () => {
    const busy = series((step) => (step >= 388 ? 60 : 10) + ofOther(step));
    const { moved, looked } = search(leak, { busy, quiet: series(noise(3)) });
    assert.equal(looked, 2);
    const [first] = moved;
    assert.deepEqual([moved.length, first!.key, first!.direction, first!.by], [1, 'busy', 'rose', 'turn']);
    assert.ok(Math.abs(first!.lagSeconds + 12) <= 2, `${first!.lagSeconds} s`);
    assert.ok(first!.correlation > 0.9, String(first!.correlation));
  });

  it('sees a step that has just begun, as at an alert', () => {
    for (const since of [3, 6, 15, 25, 33]) {
      const at = steps - since;
      const target = series((step) => 100 + ofTarget(step) + (step >= at ? 60 : 0));
      const busy = series((step) => (step >= at - 4 ? 60 : 10) + ofOther(step));
      const quiet = series(noise(3));
      const [first, ...others] = search(target, { busy, quiet }).moved;
      assert.deepEqual([first?.key, first?.direction, others], ['busy', 'rose', []], `${since} s ago`);
      assert.ok(Math.abs(first!.lagSeconds + 4) <= 3, `${since} s ago: ${first!.lagSeconds} s`);
    }
  });

  it('takes no peak of one sample, and none that is over, for a step at the same time', () => {
    const at = steps - 8;
    const target = series((step) => 100 + ofTarget(step) + (step >= at ? 60 : 0));
    const { moved } = search(target, {
      over: series((step) => (step >= at && step < at + 3 ? 60 : 10) + ofOther(step)),
      seldom: series((step) => (step === steps - 10 ? 60 : 10) + noise(3)(step), 10),
    });
    assert.deepEqual(moved, []);
  });

  it('takes what came to a resting series after a new step, or has another shape, for no cause of it', () => {
    for (const since of [20, 25, 40]) {
      const at = steps - since;
      const target = series((step) => 100 + ofTarget(step) + (step >= at ? 60 : 0));
      const { moved } = search(target, {
        after: series((step) => (step >= steps - 8 ? 400 : 0), 5),
        peak: series((step) => (step >= at && step < at + 2 ? 9000 : ofOther(step)) + (step >= at ? 10 : 0)),
      });
      assert.deepEqual(moved, [], `${since} s ago`);
    }
  });

  it('sees no turn where an even climb was sampled for the last time before the end', () => {
    for (const since of [3, 12, 25]) {
      const target = series((step) => 100 + ofTarget(step) + (step >= steps - since ? 60 : 0));
      const even = series((step) => 1e6 + 3 * step, 10);
      const curve = series((step) => 1e3 + step * step, 10);
      assert.deepEqual(search(target, { even, curve }).moved, [], `${since} s ago`);
    }
  });

  it('tells that one fell', () => {
    const free = series((step) => 1e6 - 300 * climb(395, 1)(step) + 100 * ofOther(step));
    const [first] = search(leak, { free }).moved;
    assert.deepEqual([first?.direction, first!.correlation < -0.9], ['fell', true]);
  });

  it('finds one that shares many small changes, whatever the unit, and the lag', () => {
    const pieces = Array.from({ length: steps }, (_, i) => Math.abs(noise(4)(i)));
    const sums = pieces.map((_, i) => pieces.slice(0, i).reduce((sum, one) => sum + one, 0));
    const target = series((step) => 1e12 + 1e6 * sums[Math.max(0, step - 5)]!);
    const { moved } = search(target, {
      cause: series((step) => sums[step]! / 1000),
      other: series(noise(5)),
    });
    assert.deepEqual([moved.map(({ key, by }) => [key, by])], [[['cause', 'changes']]]);
    assert.ok(Math.abs(moved[0]!.lagSeconds + 5) <= 1.2, `${moved[0]!.lagSeconds} s`);
  });

  it('finds nothing in equal trends, constants, and seasons that are shared', () => {
    const target = series((step) => 3 * step + season(step) + jobs(step) + ofTarget(step));
    const { moved, constant } = search(target, {
      trend: series((step) => 3 * step),
      curve: series((step) => step * step),
      constant: series(() => 7),
      waves: series((step) => season(step) + ofOther(step)),
      jobs: series((step) => jobs(step) + noise(6)(step)),
    });
    assert.deepEqual(moved, []);
    assert.equal(constant, 2);
  });

  it('counts series with too few samples, and takes others at longer intervals and with gaps', () => {
    const few = { times: [1000, 1300, 1600], values: [1, 2, 3] };
    const gaps = series((step) => (step % 7 === 0 ? Number.NaN : rises(step)));
    const late = series((step) => (step < 300 ? Number.NaN : rises(step)));
    const { moved, tooFew } = search(leak, { few, late, seldom: series(rises, 10), gaps });
    assert.equal(tooFew, 2);
    assert.deepEqual(moved.map(({ key }) => key).toSorted(), ['gaps', 'seldom']);
  });

  it('is not sure where many others turn at other times', () => {
    const turning = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => {
        const [at, own] = [30 + 13 * i, noise(10 + i)];
        return [`at ${at}`, series((step) => (step >= at ? 60 : 10) + own(step))];
      }),
    );
    const { moved, unsure } = search(leak, turning);
    assert.deepEqual(moved, []);
    assert.ok(unsure.every(({ expected }) => expected > 0.03));
  });

  it('has nothing to search for in a target that does not change, or has too few samples', () => {
    const options = { from: 1000, to: 1600, maxLagSeconds: 60 };
    assert.equal(
      CorrelationSearch.for(
        series(() => 5),
        options,
      ),
      undefined,
    );
    assert.equal(CorrelationSearch.for({ times: [1000, 1001], values: [1, 2] }, options), undefined);
    assert.equal(CorrelationSearch.for({ times: [], values: [] }, options), undefined);
  });

  it('finds planted causes among others, and nothing where nothing was planted', () => {
    for (const cause of causeKinds) {
      const place = neighbourhood({ seed: 2, unrelated: 60, seasonal: 10, cause });
      const ranks = searchIn(place).moved.map(({ key }) => key);
      assert.ok(ranks.slice(0, 3).includes(place.cause!), `${cause}: ${ranks.join()}`);
      assert.deepEqual(searchIn(neighbourhood({ seed: 2, unrelated: 60, seasonal: 10 })).moved, []);
    }
  });
});
