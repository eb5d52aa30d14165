import assert from 'node:assert/strict';
import { BehindEvidence } from '../../../../plugins/samples/behind-evidence.ts';

/** Looks every two seconds, with the entries of a machine at 0.1 s past each second and others. */
function lookFor(
  seconds: number,
  others: (second: number) => readonly number[],
  onLook: (evidence: BehindEvidence) => void = () => undefined,
): BehindEvidence {
  const times = Array.from({ length: 100 }, (_, place) => place - 100 + 0.1);
  const evidence = new BehindEvidence(times, times.at(-1)!, 0);
  for (let second = 0; second < seconds; second++) {
    times.push(second + 0.1, ...others(second));
    times.sort((a, b) => a - b);
    if (second % 2 === 0) continue;
    evidence.look([...times], second + 0.1, second + 1);
    onLook(evidence);
  }
  return evidence;
}

/** One of them, and a second one later; two, and then one of them. */
const joined = (second: number): readonly number[] =>
  second < 92 ? [second - 60.6] : [second - 60.6, second - 600.6];
const left = (second: number): readonly number[] =>
  second < 4 ? [second - 600.6, second - 60.6] : [second - 60.6];

/** The samples of every ten seconds that have come until a second, where they come each `flush` seconds. */
const inPackets = (flush: number, second: number, phase: number): readonly number[] =>
  Array.from({ length: 100 }, (_, place) => 10 * place - 500 + phase).filter(
    (time) => time <= second - (second % flush),
  );

describe('the evidence of writers whose clocks are behind', () => {
  it('is there for one that goes on as time does, with its interval', () => {
    const [front] = lookFor(20, (second) => [second - 60.6]).fronts!;
    assert.equal(front!.newest, 19 - 60.6);
    assert.equal(front!.at, 20);
    assert.ok(Math.abs(front!.intervalSeconds - 1) < 1e-9);
  });

  it('is there for each of three, the nearest first', () => {
    const { fronts } = lookFor(20, (second) => [second - 600.6, second - 60.6, second - 1e6]);
    assert.deepEqual(
      fronts!.map(({ newest }) => Math.round(newest)),
      [-42, -582, -999_981],
    );
  });

  for (const [name, others] of Object.entries({
    'what is filled in faster': (second: number) => [3 * second - 90.5, 3 * second - 89.5, 3 * second - 88.5],
    'what is filled in at twice the pace': (second: number) => [2 * second - 300.5, 2 * second - 299.5],
    'what is filled in at twice the pace, of every ten seconds': (second: number) =>
      second % 10 === 0 ? [2 * second - 300.5, 2 * second - 290.5] : [],
    'what is filled in more slowly': (second: number) => [0.3 * second - 90.5],
    'every other sample of one source, which comes later': (second: number) => [second - 10 - 0.4],
    'single ones here and there': (second: number) => (second % 5 === 0 ? [-90 + ((second * 37) % 71)] : []),
    'one that goes on while single ones come as often': (second: number) =>
      second % 5 === 0 ? [second - 60.6, -5000 * (second + 1)] : [second - 60.6],
    'what ends after three seconds': (second: number) => (second < 3 ? [second - 60.6] : []),
    nothing: () => [],
  }))
    it(`is not there for ${name}`, () => {
      lookFor(40, others, ({ fronts }) => assert.equal(fronts, undefined));
    });

  for (const flush of [30, 70, 75])
    it(`is there for one with a sample every ten seconds in packets of ${flush} s, after the third`, () => {
      const timesAt = (second: number): readonly number[] =>
        [
          ...inPackets(flush, second, 0.1),
          ...inPackets(flush, second, 4.6).map((time) => time - 400),
        ].toSorted((a, b) => a - b);
      const evidence = new BehindEvidence(timesAt(0), inPackets(flush, 0, 0.1).at(-1)!, 0, 10);
      for (let second = 2; second <= 3 * flush + 2; second += 2) {
        assert.equal(evidence.isOver(second, flush), false);
        evidence.look(timesAt(second), inPackets(flush, second, 0.1).at(-1)!, second);
      }
      assert.equal(evidence.fronts?.length, 1);
      assert.ok(Math.abs(evidence.fronts[0]!.intervalSeconds - 10) < 1e-9);
    });

  it('is not there while another one has only begun', () => {
    assert.equal(lookFor(92, joined).fronts!.length, 1);
    assert.equal(lookFor(97, joined).fronts, undefined);
    assert.equal(lookFor(102, joined).fronts!.length, 2);
  });

  it('is there beside another one that has ended before it was certain', () => {
    assert.equal(lookFor(60, left).fronts?.length, 1);
  });

  it('is not there while nothing newer comes, as when a clock was set back', () => {
    const times = Array.from({ length: 100 }, (_, place) => place - 100);
    const evidence = new BehindEvidence(times, -1, 0);
    for (let second = 0; second < 20; second++) {
      times.push(second - 60.7);
      times.sort((a, b) => a - b);
      evidence.look([...times], -1, second + 1);
    }
    assert.equal(evidence.fronts, undefined);
  });

  it('is over when nothing has come for ten seconds, or three intervals', () => {
    const evidence = lookFor(4, (second) => [second - 60.6]);
    assert.equal(evidence.isOver(13, 1), false);
    assert.equal(evidence.isOver(15, 1), true);
    assert.equal(evidence.isOver(15, 10), false);
  });
});
