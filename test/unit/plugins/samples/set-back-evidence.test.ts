import assert from 'node:assert/strict';
import { BehindEvidence } from '../../../../plugins/samples/behind-evidence.ts';
import {
  mayBeSetBack,
  setBackFront,
  setBackFrontOfHost,
  type CameBehind,
} from '../../../../plugins/samples/set-back-evidence.ts';

/** Seconds between two looks. */
const lookSeconds = 2;

/** Looks at a series that gets nothing newer than a second before, and others behind. */
function lookFor(
  seconds: number,
  others: (second: number) => readonly number[],
  newer: (second: number) => readonly number[] = () => [],
  intervalSeconds = 1,
  every = lookSeconds,
): BehindEvidence {
  const times = Array.from({ length: 500 }, (_, place) => place - 500 + 0.1);
  const evidence = new BehindEvidence(times, times.at(-1)!, 0, intervalSeconds);
  for (let second = 0; second < seconds; second++) {
    times.push(...others(second), ...newer(second));
    times.sort((a, b) => a - b);
    if (every === lookSeconds && second % 2 === 0) evidence.pass(second + 0.5);
    if (second % every === every - 1) evidence.look([...times], times.at(-1)!, second + 1);
  }
  return evidence;
}

const setBack = (second: number): readonly number[] => [second - 90.4];
const everyTen = (second: number): readonly number[] => (second % 10 === 0 ? [second - 400.4] : []);
const near = (second: number): readonly number[] => [second - 20.4];
const afterOne = (second: number): readonly number[] =>
  second === 1 ? [-400.4] : second > 2 ? setBack(second) : [];
const besideMany = (second: number): readonly number[] => [
  ...setBack(second),
  -400 + ((second * 37) % 71) + 0.4,
];

describe('the evidence of a clock that was set back', () => {
  for (const [name, others, seconds] of [
    ['a sample a second', (s: number) => [s - 90.3], 14],
    ['a sample a second that exactly halves the distances of those before', (s: number) => [s - 90.4], 14],
    ['a sample every ten seconds', everyTen, 24],
    ['a sample a second, years behind', (s: number) => [s - 1e8], 14],
  ] as const)
    it(`is there after ${seconds} s for ${name} as time goes on, and nothing newer`, () => {
      const { came } = lookFor(seconds, others);
      assert.equal(setBackFront(came, 5)?.newest, others(seconds - 1)[0] ?? -380.4);
    });

  for (const flush of [30, 70, 75])
    it(`is there with the third packet of ${flush} s, which holds a sample for every ten seconds`, () => {
      const packets = (second: number): readonly number[] =>
        second % flush === 0
          ? Array.from({ length: 100 }, (_, place) => 10 * place + 4.6)
              .filter((time) => time > second - flush && time <= second)
              .map((time) => time - 600)
          : [];
      const { came } = lookFor(3 * flush + 2, packets, () => [], 10);
      assert.ok(setBackFront(came, 5));
      assert.ok(setBackFrontOfHost(came, -600));
      assert.equal(setBackFront(lookFor(2 * flush + 2, packets, () => [], 10).came, 5), undefined);
    });

  it('is not there before it has gone on for some seconds, at some looks', () => {
    assert.equal(setBackFront(lookFor(10, setBack).came, 5), undefined);
    assert.equal(setBackFront(lookFor(12, everyTen).came, 5), undefined);
  });

  it('is there beside a single late sample, but not beside many', () => {
    assert.ok(setBackFront(lookFor(20, afterOne).came, 5));
    assert.equal(setBackFront(lookFor(20, besideMany).came, 5), undefined);
  });

  it('waits longer where looks are rare, and is not contradicted by samples between them', () => {
    const rare = (seconds: number, others: typeof setBack): CameBehind =>
      lookFor(seconds, others, undefined, 1, 7).came;
    assert.equal(setBackFront(rare(35, setBack), 5), undefined);
    assert.ok(setBackFront(rare(49, setBack), 5));
    for (let seconds = 7; seconds <= 140; seconds += 7)
      assert.equal(mayBeSetBack(rare(seconds, everyTen)), true, `${seconds}`);
  });

  it('is not there for what is as near to the newest entry as that of a second writer', () => {
    assert.ok(setBackFront(lookFor(16, near).came, 5));
    assert.equal(setBackFront(lookFor(18, near).came, 5), undefined);
    assert.ok(setBackFrontOfHost(lookFor(16, near).came, -20.4));
    assert.equal(setBackFrontOfHost(lookFor(18, near).came, -20.4), undefined);
  });

  it('is there only after a minute where nothing had come for long', () => {
    assert.equal(setBackFront(lookFor(50, setBack).came, 1000), undefined);
    assert.ok(setBackFront(lookFor(70, setBack).came, 1000));
  });

  for (const [name, others] of Object.entries({
    'what is filled in at once': (second: number) =>
      second === 3 ? Array.from({ length: 300 }, (_, place) => place - 450.4) : [],
    'what is filled in fifty times as fast': (second: number) =>
      Array.from({ length: 50 }, (_, place) => 50 * second + place - 5000.4),
    'what is filled in at twice the pace': (second: number) => [2 * second - 400.4, 2 * second - 399.4],
    'what is filled in half as fast again': (second: number) =>
      second % 2 === 0 ? [1.5 * second - 400.4, 1.5 * second - 399.4, 1.5 * second - 398.4] : [],
    'what is filled in at half the pace': (second: number) => (second % 2 === 0 ? [second / 2 - 400.4] : []),
    'single ones here and there': (second: number) =>
      second % 3 === 0 ? [-400 + ((second * 37) % 71) + 0.4] : [],
    'a single one, as collectd reads one round': (second: number) => (second === 1 ? [-90.4] : []),
    nothing: () => [],
  }))
    it(`is not there for ${name}`, () => {
      for (let seconds = 2; seconds < 60; seconds += 2) {
        const { came } = lookFor(seconds, others);
        if (seconds > 22) assert.equal(setBackFront(came, 5), undefined, `${seconds}`);
      }
    });

  it('is not there while newer ones come as well, of another machine', () => {
    const { came } = lookFor(60, setBack, (second) => [second + 0.1]);
    assert.equal(setBackFront(came, 5), undefined);
    assert.equal(mayBeSetBack(came), false);
  });

  it('may be there while nothing contradicts it', () => {
    assert.equal(mayBeSetBack(lookFor(2, () => []).came), true);
    assert.equal(mayBeSetBack(lookFor(4, setBack).came), true);
    assert.equal(mayBeSetBack(lookFor(12, (second) => [3 * second - 400.4]).came), false);
  });

  it('is there with the first sample where another series of the host has shown its clock', () => {
    const { came } = lookFor(12, everyTen);
    assert.equal(setBackFront(came, 5), undefined);
    assert.equal(setBackFrontOfHost(came, -400)?.newest, -390.4);
    for (const otherTime of [-300, -500]) assert.equal(setBackFrontOfHost(came, otherTime), undefined);
  });
});
