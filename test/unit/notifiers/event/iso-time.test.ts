import assert from 'node:assert/strict';
import { formatLocalTime } from '../../../../notifiers/event/iso-time.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

const winter = Date.UTC(2026, 10, 21, 2, 0, 41) / 1000;
const summer = Date.UTC(2026, 6, 21, 23, 30) / 1000;

for (const [zone, inWinter, inSummer] of [
  ['UTC', '2026-11-21 02:00:41 +00:00', '2026-07-21 23:30:00 +00:00'],
  ['Europe/Berlin', '2026-11-21 03:00:41 +01:00', '2026-07-22 01:30:00 +02:00'],
  ['America/St_Johns', '2026-11-20 22:30:41 -03:30', '2026-07-21 21:00:00 -02:30'],
  ['Asia/Kathmandu', '2026-11-21 07:45:41 +05:45', '2026-07-22 05:15:00 +05:45'],
] as const)
  describe(`the local time in ${zone}`, () => {
    inTimeZone(zone);

    it('has its offset behind it', () => {
      assert.deepEqual([formatLocalTime(winter + 0.9), formatLocalTime(summer)], [inWinter, inSummer]);
    });

    it('is in the years that others can read, for any number', () => {
      for (const time of [-1, Number.NaN, 1e300]) assert.match(formatLocalTime(time), /^\d{4}-\d\d-\d\d /);
    });
  });
