import assert from 'node:assert/strict';
import { AlertScorecard } from '../../../../analysis/scoring/alert-scorecard.ts';

const horizonSeconds = 60;
const limit = 100;

/** A second of a story: the value, and whether an alert is on. */
type Second = readonly [value: number, raised: boolean];

/** A stretch of equal seconds. */
function during(seconds: number, value: number, raised = false): Second[] {
  return Array.from({ length: seconds }, () => [value, raised]);
}

const quiet = during(200, 50);

function cardOf(story: readonly Second[], intervalSeconds = 1): AlertScorecard {
  const card = new AlertScorecard({ horizonSeconds });
  for (const [index, [value, raised]] of story.entries())
    card.observe(1.8e9 + index * intervalSeconds, value, limit, raised, intervalSeconds);
  return card;
}

/** Warned of, missed, false alarms. */
function countsOf(card: AlertScorecard): number[] {
  return [card.warned, card.missed, card.falseAlarms];
}

describe('the scorecard of alerts', () => {
  it('counts nothing while nothing happens', () => {
    const card = cardOf([...quiet, ...quiet]);
    assert.deepEqual(countsOf(card), [0, 0, 0]);
    assert.equal(card.lastWarning, undefined);
  });

  it('counts a crossing that was warned of, with its lead time', () => {
    const card = cardOf([...quiet, ...during(20, 80, true), ...during(30, 100, true), ...quiet]);
    assert.deepEqual(countsOf(card), [1, 0, 0]);
    assert.deepEqual(card.lastWarning, { crossedAt: 1.8e9 + 220, leadSeconds: 20 });
  });

  it('counts a crossing without an alert, or with one that came less than 5 s before it, as missed', () => {
    for (const alert of [[], during(4, 80, true), during(1, 80, true)]) {
      assert.deepEqual(countsOf(cardOf([...quiet, ...alert, ...during(30, 100, true), ...quiet])), [0, 1, 0]);
    }
    assert.deepEqual(
      countsOf(cardOf([...quiet, ...during(5, 80, true), ...during(30, 100, true), ...quiet])),
      [1, 0, 0],
    );
  });

  it('knows a crossing only once it has lasted for 5 s', () => {
    const start = [...quiet, ...during(20, 80, true)];
    assert.deepEqual(countsOf(cardOf([...start, ...during(5, 100, true)])), [0, 0, 0]);
    assert.deepEqual(countsOf(cardOf([...start, ...during(6, 100, true)])), [1, 0, 0]);
    assert.deepEqual(countsOf(cardOf([...quiet, ...during(5, 100), ...quiet])), [0, 0, 0], 'an outlier');
  });

  it('counts an alert without a crossing as false, once it has been over for two horizons', () => {
    const alert = [...quiet, ...during(20, 80, true)];
    assert.deepEqual(countsOf(cardOf([...alert, ...during(120, 50)])), [0, 0, 0]);
    assert.deepEqual(countsOf(cardOf([...alert, ...during(121, 50)])), [0, 0, 1]);
  });

  it('takes an alert as right when the crossing comes within two horizons after its end', () => {
    const alert = [...quiet, ...during(20, 80, true)];
    const crossing = [...during(10, 100), ...quiet, ...quiet];
    const card = cardOf([...alert, ...during(100, 50), ...crossing]);
    assert.deepEqual(countsOf(card), [1, 0, 0]);
    assert.equal(card.lastWarning!.leadSeconds, 120);
    assert.deepEqual(countsOf(cardOf([...alert, ...during(125, 50), ...crossing])), [0, 1, 1]);
  });

  it('takes alerts with a short pause as one, and others as several', () => {
    const alert = during(10, 80, true);
    assert.deepEqual(countsOf(cardOf([...alert, ...during(29, 50), ...alert, ...quiet])), [0, 0, 1]);
    assert.deepEqual(countsOf(cardOf([...alert, ...during(31, 50), ...alert, ...quiet])), [0, 0, 2]);
  });

  it('counts another crossing once the value has been well for half a horizon', () => {
    const crossing = [...during(20, 80, true), ...during(10, 100, true)];
    for (const [pause, warned] of [
      [5, 1],
      [29, 2],
    ] as const) {
      const card = cardOf([...quiet, ...crossing, ...during(pause, 50), ...crossing, ...quiet]);
      assert.deepEqual(countsOf(card), [warned, 0, 0], `after ${pause} s`);
    }
  });

  it('counts the lead from the start of an alert, also when a brief crossing was in it', () => {
    const card = cardOf([
      ...quiet,
      ...during(20, 80, true),
      ...during(10, 100, true),
      ...during(40, 80, true),
      ...during(10, 100, true),
    ]);
    assert.deepEqual(countsOf(card), [2, 0, 0]);
    assert.equal(card.lastWarning!.leadSeconds, 70);
  });

  it('does not blame an alert that is raised only when the limit has been reached, or that is on from the start', () => {
    assert.deepEqual(
      countsOf(cardOf([...during(50, 100, true), ...during(10, 90, true), ...quiet])),
      [0, 0, 0],
    );
    assert.deepEqual(
      countsOf(cardOf([...quiet, ...during(2, 100), ...during(50, 100, true), ...quiet])),
      [0, 1, 0],
    );
  });

  it('takes the next sample for lasting where samples are further apart than 5 s', () => {
    const before = during(20, 50);
    const after = during(2, 100, true);
    assert.deepEqual(countsOf(cardOf([...before, ...during(1, 80, true), ...after], 20)), [1, 0, 0]);
    assert.deepEqual(countsOf(cardOf([...before, ...after], 20)), [0, 1, 0]);
    assert.deepEqual(countsOf(cardOf([...before, ...after.slice(1), ...before], 20)), [0, 0, 0]);
  });

  it('takes a pause of two intervals for none', () => {
    const alert = during(1, 80, true);
    for (const [pause, alarms] of [
      [1, 1],
      [2, 2],
    ] as const) {
      const story = [...alert, ...during(pause, 50), ...alert, ...during(20, 50)];
      assert.deepEqual(countsOf(cardOf(story, 20)), [0, 0, alarms], `${pause}`);
    }
  });

  it('counts the first crossing however soon it comes', () => {
    assert.deepEqual(countsOf(cardOf([...during(10, 50), ...during(10, 100)])), [0, 1, 0]);
  });

  it('counts another crossing only after half a horizon without even an outlier', () => {
    const crossing = during(10, 100);
    const pause = during(20, 50);
    assert.deepEqual(countsOf(cardOf([...quiet, ...crossing, ...pause, ...crossing])), [0, 1, 0]);
    const outlier = during(2, 100);
    const disturbed = [...quiet, ...crossing, ...pause, ...outlier, ...pause, ...crossing];
    assert.deepEqual(countsOf(cardOf(disturbed)), [0, 1, 0]);
    const longer = [...disturbed.slice(0, -crossing.length), ...pause, ...crossing];
    assert.deepEqual(countsOf(cardOf(longer)), [0, 2, 0]);
  });

  it('calls an alert false when the limit was only touched', () => {
    const story = [...quiet, ...during(10, 80, true), ...during(2, 100, true), ...during(10, 80, true)];
    assert.deepEqual(countsOf(cardOf([...story, ...quiet])), [0, 0, 1]);
  });

  it('waits with its judgement until it is clear whether a crossing lasts', () => {
    const story = [...quiet, ...during(10, 80, true), ...during(118, 50), ...during(10, 100), ...quiet];
    assert.deepEqual(countsOf(cardOf(story)), [1, 0, 0]);
  });

  it('counts an alert as false after ten horizons, also while it goes on', () => {
    const always = [...quiet, ...during(601, 80, true)];
    assert.deepEqual(countsOf(cardOf(always)), [0, 0, 0]);
    assert.deepEqual(countsOf(cardOf([...always, ...during(1000, 80, true)])), [0, 0, 1]);
  });

  it('looks below the limit when that is a lower one', () => {
    const card = new AlertScorecard({ horizonSeconds, limitSide: 'lower' });
    const story = [...during(200, 500), ...during(20, 200, true), ...during(30, 100, true)];
    for (const [index, [value, raised]] of story.entries()) card.observe(index, value, limit, raised, 1);
    assert.deepEqual(countsOf(card), [1, 0, 0]);
    assert.equal(card.lastWarning!.leadSeconds, 20);
  });
});
