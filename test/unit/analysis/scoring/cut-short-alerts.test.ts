import assert from 'node:assert/strict';
import { AlertOutcomes } from '../../../../analysis/scoring/alert-outcomes.ts';

const limit = 1000;
const horizonSeconds = 60;

/** One value a second; `true` while the alert is on. */
type Sample = readonly [value: number, isOn: boolean];

function times<Item>(count: number, of: (index: number) => Item): Item[] {
  return Array.from({ length: count }, (_, index) => of(index));
}

/** From 200 to 900 in 140 s, on alert from 850 on. */
const leak: readonly Sample[] = times(141, (second) => [200 + 5 * second, second >= 130]);
const rest: readonly Sample[] = times(200, () => [200, false]);

function outcomesOf(samples: readonly Sample[], limitSide: 'upper' | 'lower' = 'upper'): string[] {
  const outcomes: string[] = [];
  const judged = new AlertOutcomes({
    horizonSeconds,
    limitSide,
    onEpisode: ({ outcome }) => outcomes.push(outcome),
    onCrossing: () => {},
  });
  for (const [second, [value, isOn]] of samples.entries()) {
    const sample = limitSide === 'upper' ? value : limit - value;
    judged.observe(second, sample, limitSide === 'upper' ? limit : 0, isOn, 1);
  }
  judged.finish(true);
  return outcomes;
}

describe('an alert whose climb was ended from outside', () => {
  it('is no false alarm, each time when the same leak is ended again, on both sides', () => {
    const four = times(4, () => [...leak, ...rest]).flat();
    assert.deepEqual(outcomesOf(four), ['ended', 'ended', 'ended', 'ended']);
    assert.deepEqual(outcomesOf(four, 'lower'), ['ended', 'ended', 'ended', 'ended']);
  });

  it('is one also when the memory is given back over some samples, and the alert goes on meanwhile', () => {
    const fall: readonly Sample[] = [
      [700, true],
      [400, true],
      [200, true],
    ];
    assert.deepEqual(outcomesOf([...leak, ...fall, ...rest]), ['ended']);
  });

  it('is a false alarm when it climbs on at once, as a sawtooth does', () => {
    assert.deepEqual(outcomesOf([...leak, ...leak, ...leak, ...rest]), ['false', 'false', 'ended']);
  });

  it('is a false alarm when the climb had stopped before it fell, or came down slowly', () => {
    const stopped: readonly Sample[] = times(30, () => [899, true]);
    assert.deepEqual(outcomesOf([...leak, ...stopped, ...rest]), ['false']);
    const slow: readonly Sample[] = times(60, (second) => [900 - 11 * second, second < 20]);
    assert.deepEqual(outcomesOf([...leak, ...slow, ...rest]), ['false']);
  });

  it('is a false alarm when the alert had been cleared before the end', () => {
    const cleared = leak.map(([value, isOn]): Sample => [value, isOn && value < 860]);
    assert.deepEqual(outcomesOf([...cleared, ...rest]), ['false']);
  });

  it('is a false alarm from the sixth time within 30 horizons on: nobody restarts a process that often', () => {
    const many = times(7, () => [...leak, ...rest.slice(0, 100)]).flat();
    assert.deepEqual(outcomesOf([...many, ...rest]), [...times(5, () => 'ended'), 'false', 'false']);
  });

  it('does not count when the limit was reached', () => {
    const beyond: readonly Sample[] = times(41, (second) => [900 + 5 * second, true]);
    assert.deepEqual(outcomesOf([...leak, ...beyond, ...rest]), ['true']);
  });
});
