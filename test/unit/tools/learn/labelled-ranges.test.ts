import assert from 'node:assert/strict';
import { labelsFromRanges, parseRanges } from '../../../../tools/learn/labelled-ranges.ts';
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
