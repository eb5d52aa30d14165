import assert from 'node:assert/strict';
import { labelsFromLimit, labelsFromRanges, parseRanges } from '../../../../tools/learn/labels.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

/** 2026-11-21 12:00 UTC. */
const now = Date.UTC(2026, 10, 21, 12) / 1000;
const at = (hours: number, minutes = 0, seconds = 0): number =>
  Date.UTC(2026, 10, 21, hours, minutes, seconds) / 1000;
/** A fault that is in the way of nothing. */
const fault = ['2026-11-20T00:00Z..2026-11-20T01:00Z'];

const spanOf = (text: string) => {
  const { from, to, label } = parseRanges([text], fault, { now }).find((range) => range.label === -1)!;
  assert.equal(label, -1);
  return [from, to];
};

const refused = (normal: readonly string[], faults: readonly string[], message: string | RegExp) =>
  assert.throws(() => parseRanges(normal, faults, { now }), { name: 'UsageError', message });

describe('labelled ranges', function () {
  inTimeZone('Europe/Berlin');

  for (const [text, expected] of [
    ['2026-11-21 10:00..10:30', [at(9), at(9, 30)]],
    ['2026-11-21T10:00:05..10:30:01', [at(9, 0, 5), at(9, 30, 1)]],
    ['2026-11-21 10:00..2026-11-21 11:00', [at(9), at(10)]],
    ['2026-11-21T10:00Z..10:30', [at(10), at(10, 30)]],
    ['2026-11-21T10:00+02:00..10:30', [at(8), at(8, 30)]],
    ['2026-11-21T10:00Z..2026-11-21 12:00', [at(10), at(11)]],
    ['2026-11-21..01:00', [at(-1), at(0)]],
    ['-2h..-90m', [now - 7200, now - 5400]],
    ['-30m..now', [now - 1800, now]],
    [' 2026-11-21 10:00 .. 10:30 ', [at(9), at(9, 30)]],
    [`${now - 60}..${now - 30.5}`, [now - 60, now - 30.5]],
    ['0..300', [0, 300]],
  ] as const) {
    it(`may be "${text}"`, () => assert.deepEqual(spanOf(text), expected));
  }

  it('are refused when they are none', () => {
    for (const text of ['', '10:00', '..', 'a..', '2026-11-21 10:00..10:30..11:00', '2026-11-21 10:00-10:30'])
      refused([text], fault, /^--normal "[^"]*": expected two times with two dots between them, such as /);
    refused(['yesterday..today'], fault, /^--normal: expected a time such as .*, not "yesterday"$/);
    refused([], ['2026-11-21 10:00..9:30'], /^--fault: expected a time such as .*, not "9:30"$/);
    refused(
      [],
      ['-2h..10:30'],
      /^--fault "-2h\.\.10:30": ends with a time of day, and begins without a date; /,
    );
  });

  it('are refused with the reason when they are empty, reversed or in the future', () => {
    refused(
      ['2026-11-21 10:00..10:00'],
      fault,
      '--normal "2026-11-21 10:00..10:00": is empty; it ends when it begins',
    );
    refused(
      [],
      ['2026-11-21 10:30..10:00'],
      '--fault "2026-11-21 10:30..10:00": is reversed; it ends before it begins; write the date of its end as well if that is another day',
    );
    refused([], ['-1h..-2h'], '--fault "-1h..-2h": is reversed; it ends before it begins');
    refused(
      [],
      ['2026-11-21 12:30..13:01'],
      '--fault "2026-11-21 12:30..13:01": is in the future; only what has happened can be learned from',
    );
  });

  it('are refused when two of them overlap, whatever their kinds', () => {
    refused(
      ['2026-11-21 10:00..10:30'],
      ['2026-11-21 10:29..10:40'],
      '--normal "2026-11-21 10:00..10:30" and --fault "2026-11-21 10:29..10:40" overlap; every moment has one label',
    );
    refused(
      [],
      ['0..10', '20..30', '5..6'],
      '--fault "0..10" and --fault "5..6" overlap; every moment has one label',
    );
  });

  it('may touch each other', () => {
    assert.equal(parseRanges(['0..10', '20..30'], ['10..20'], { now }).length, 3);
  });

  it('are refused when one kind is missing', () => {
    refused(
      ['0..10'],
      [],
      /^--normal: goes with --fault, .*; leave out both to learn from the crossings of the limit$/,
    );
    refused([], ['0..10'], '--fault: goes with --normal, a time in which all was well; name one');
    assert.deepEqual(parseRanges([], [], { now }), []);
  });

  it('may be of normal time alone where rows are only exported', () => {
    assert.equal(parseRanges(['0..10'], [], { now, isExport: true }).length, 1);
    assert.throws(
      () => parseRanges([], ['0..10'], { now, isExport: true }),
      /^UsageError: --fault: goes with /,
    );
  });

  it('come in the order of time, and label what lies in them, the end not included', () => {
    const ranges = parseRanges(['20..30'], ['5..10'], { now });
    assert.deepEqual(
      ranges.map(({ name }) => name),
      ['--fault "5..10"', '--normal "20..30"'],
    );
    const labelOf = labelsFromRanges(ranges);
    assert.deepEqual(
      [4.9, 5, 9.9, 10, 20, 29, 30].map((time) => labelOf(time, 0)),
      [0, 1, 1, 0, -1, -1, 0],
    );
  });
});

/** One sample a second, a limit of 100, a horizon of 60 s. */
function labelled(valueAt: (second: number) => number, seconds: number, endsMidway = false) {
  const samples = Array.from({ length: seconds }, (_, time) => ({ time, value: valueAt(time) }));
  const rest = { limit: 100, horizonSeconds: 60, intervalSeconds: 1, endsMidway };
  const labelOf = labelsFromLimit({ name: 'made', kind: 'made', simulated: true, samples, ...rest });
  return (time: number) => labelOf(time, valueAt(time));
}

describe('labels that follow from the limit', () => {
  /** Reaches the limit at 300 s. */
  const climb = labelled((t) => t / 3, 400);

  it('are abnormal for one horizon before the limit is crossed, and at or above it', () => {
    assert.deepEqual([240, 299, 300, 399].map(climb), [1, 1, 1, 1]);
  });

  it('are normal until two horizons before', () => assert.deepEqual([0, 100, 179].map(climb), [-1, -1, -1]));

  it('are undecided between', () => assert.deepEqual([180, 239].map(climb), [0, 0]));

  it('do not blame what comes before a sudden jump', () => {
    const jump = labelled((t) => (t < 200 ? 20 : 120), 300);
    assert.deepEqual([79, 150, 199, 200].map(jump), [-1, 0, 0, 1]);
  });

  it('are undecided just below the limit where the value hovers around it', () => {
    const hovering = labelled((t) => (t < 300 ? t / 3 : 100 + Math.sin(t)), 900);
    for (let second = 300; second < 900; second++) assert.notEqual(hovering(second), -1, String(second));
  });

  it('are normal half a horizon after the value has come back, if it does not soon return', () => {
    const incident = labelled((t) => (t < 300 ? t / 3 : t < 320 ? 105 : 20), 900);
    assert.deepEqual([319, 320, 348, 349, 600].map(incident), [1, 0, 0, -1, -1]);
  });

  it('are undecided before a value touches the limit without staying there', () => {
    const touch = labelled((t) => (t === 400 ? 100 : 50), 900);
    assert.deepEqual([279, 280, 399, 400, 401, 430].map(touch), [-1, 0, 0, 1, 0, -1]);
  });

  it('are unknown at the end, after which the limit may be crossed', () => {
    const flat = labelled(() => 50, 300);
    assert.deepEqual([239, 240, 299].map(flat), [-1, 0, 0]);
    const midway = labelled(() => 50, 300, true);
    assert.deepEqual([179, 180].map(midway), [-1, 0]);
  });
});
