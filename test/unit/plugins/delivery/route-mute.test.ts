import assert from 'node:assert/strict';
import { localTimeOf, parseMuteWindow } from '../../../../plugins/delivery/route-config.ts';

/** 2026-11-16 is a Monday. */
const monday = (day: number, hours: number, minutes = 0): number =>
  new Date(2026, 10, 16 + day, hours, minutes).getTime() / 1000;

describe('a mute window', () => {
  it('is told by the clock on the wall', () => {
    assert.deepEqual(localTimeOf(monday(0, 9, 5)), { text: '2026-11-16 09:05', weekday: 1, minutes: 545 });
    assert.equal(localTimeOf(monday(6, 0)).weekday, 0);
  });

  const within: [string, [day: number, hours: number, minutes?: number], boolean][] = [
    ['22:00..06:00', [0, 22], true],
    ['22:00..06:00', [3, 5, 59], true],
    ['22:00..06:00', [0, 6], false],
    ['22:00..06:00', [0, 21, 59], false],
    ['08:30..17:00', [0, 8, 30], true],
    ['08:30..17:00', [0, 8, 29], false],
    ['08:30..17:00', [0, 17], false],
    ['20:00..24:00', [0, 23, 59], true],
    ['20:00..24:00', [0, 0], false],
    ['Sat 22:00..Sun 06:00', [5, 22], true],
    ['Sat 22:00..Sun 06:00', [6, 5, 59], true],
    ['Sat 22:00..Sun 06:00', [6, 6], false],
    ['Sat 22:00..Sun 06:00', [4, 23], false],
    ['sun 22:00..mon 06:00', [6, 23], true],
    ['sun 22:00..mon 06:00', [7, 5], true],
    ['Fri 18:00..Mon 08:00', [6, 12], true],
    ['Fri 18:00..Mon 08:00', [2, 12], false],
    ['2026-11-17 10:00..2026-11-18 12:00', [1, 10], true],
    ['2026-11-17 10:00..2026-11-18 12:00', [2, 11, 59], true],
    ['2026-11-17 10:00..2026-11-18 12:00', [2, 12], false],
    ['2026-11-17 10:00..2026-11-18 12:00', [8, 11], false],
    ['2026-11-17 10:00..2026-11-18 12:00', [1, 9, 59], false],
  ];
  for (const [text, at, isWithin] of within) {
    const time = monday(...at);
    it(`${text} ${isWithin ? 'contains' : 'leaves out'} ${new Date(time * 1000).toString().slice(0, 21)}`, () => {
      assert.equal(parseMuteWindow(text)!.contains(localTimeOf(time)), isWithin);
    });
  }

  for (const text of [
    '',
    '22:00',
    '22:00-06:00',
    '22:00..22:00',
    '25:00..06:00',
    '22:60..06:00',
    '24:01..06:00',
    '22:00..24:01',
    '22:00..06:60',
    'Sat 25:00..Sun 06:00',
    'Sat 22:00..Sun 25:00',
    '9:00..10:00',
    'Sat 22:00..06:00',
    'Sam 22:00..Sun 06:00',
    'Sat 22:00..Sat 22:00',
    '2026-12-01 10:00..2026-12-01 10:00',
    '2026-12-02 10:00..2026-12-01 10:00',
    '2026-02-30 10:00..2026-12-01 10:00',
    '2026-13-01 10:00..2027-12-01 10:00',
    '2026-12-01 10:00..12:00',
    '2026-12-01 10:99..2026-12-01 12:00',
    '2026-12-01 10:00..2026-12-01 12:99',
    ' 22:00..06:00',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(parseMuteWindow(text), undefined);
    });
  }
});
