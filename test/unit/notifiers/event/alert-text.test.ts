import assert from 'node:assert/strict';
import type { AlertContext } from '../../../../notifiers/event/alert-event.ts';
import { alertText } from '../../../../notifiers/event/alert-text.ts';
import { exampleEvent, exampleRecord, exampleTime } from '../../../support/example-event.ts';
import { inTimeZone } from '../../../support/time-zone.ts';
import {
  exampleAlertContext,
  exampleCulprit,
  exampleEvidence,
  exampleRelated,
} from '../../../support/example-context.ts';

/** The text of a WARNING with this alert context. */
function textWith(fields: Partial<AlertContext>, event: Parameters<typeof exampleEvent>[0] = {}): string {
  return alertText(exampleEvent({ alertContext: exampleAlertContext(fields), ...event }));
}

/** The rate in the text of an alert. */
function rate(ratePerSecond: number, overSeconds: number, unit: AlertContext['unit'] = 'bytes'): unknown {
  const evidence = { ratePerSecond, overSeconds, earlierClimbs: 0, reachedLimit: 0 };
  return / since 02:00:00Z; (.*?), no earlier climb came this far;/.exec(textWith({ unit, evidence }))?.[1];
}

/** The evidence in the text of an alert. */
function said(earlierClimbs: number, reachedLimit: number, abnormal?: boolean): string {
  const verdict = abnormal === undefined ? {} : { abnormal };
  const evidence = { ...exampleEvidence, earlierClimbs, reachedLimit, ...verdict };
  return / for 4 min, (.*); growing/.exec(textWith({ evidence }))?.[1] ?? '';
}

describe('the text of an alert', () => {
  it('says all that a person needs', () => {
    assert.equal(
      textWith({}),
      'web1: memory 12.3 of 14.4 GiB; expected in 60 s: 15.0 GiB (14.1 to 15.9 GiB); ' +
        'the limit will be reached at 02:00:41Z, in 41 s (25 to 70 s), 86 % sure within 60 s, since 02:00:00Z; ' +
        '+1.9 GiB/min for 4 min, 2 of 3 earlier climbs that came this far reached the limit; ' +
        'growing most: stress-ng (pid 4711) +2.1 GiB in 30 s to 3.0 GiB',
    );
  });

  it('says which series moved with the resource, and that none did, but not at the end', () => {
    assert.match(
      textWith({ related: exampleRelated }),
      /in 30 s to 3\.0 GiB; moved with it: cpu-0\/cpu-user rose 12 s before \(r 0\.91\)$/,
    );
    const nothing = { ...exampleRelated, series: [], moved: 0 };
    assert.match(textWith({ related: nothing }), /; nothing moved with it \(240 series compared\)$/);
    assert.doesNotMatch(textWith({ related: nothing }, { severity: 'OKAY' }), /moved/);
  });

  it('says the rate by the minute, the hour or the day, in the unit of the series', () => {
    assert.equal(rate(2 ** 20, 45), '+60.0 MiB/min for 45 s');
    assert.equal(rate(2 ** 20, 7200), '+3.5 GiB/h for 2.0 h');
    assert.equal(rate(2 ** 10, 172_800), '+84.4 MiB/day for 2.0 days');
    assert.equal(rate(-2, 60, 'plain'), '-120/min for 60 s');
    assert.equal(rate(0.05, 240, 'percent'), '+3.0 %/min for 4 min');
  });

  it('says what came of earlier climbs, and what the detector says', () => {
    assert.equal(said(1, 1), 'the one earlier climb that came this far reached the limit');
    assert.equal(said(1, 0), 'the one earlier climb that came this far did not reach the limit');
    assert.equal(said(0, 0, true), 'no earlier climb came this far; the detector calls it abnormal');
    assert.match(said(3, 2, false), /; the detector calls it normal$/);
  });

  it('says no rate once the limit has been reached', () => {
    assert.doesNotMatch(textWith({ value: 15 * 2 ** 30 }), /GiB\/min/);
  });

  it('names all culprits, with the unit or container that they run in', () => {
    const second = {
      ...exampleCulprit,
      pid: 9,
      name: 'node',
      cgroup: 'api.service',
      grownBytes: 5 * 2 ** 20,
      residentBytes: 70 * 2 ** 20,
    };
    assert.match(
      textWith({ culprits: [exampleCulprit, second] }),
      /; growing most: stress-ng \(pid 4711\) \+2\.1 GiB in 30 s to 3\.0 GiB, node \(pid 9 in api\.service\) \+5\.0 MiB in 30 s to 70\.0 MiB$/,
    );
    assert.doesNotMatch(textWith({ culprits: [] }), /growing/);
  });

  it('names the tests that call a series without a limit odd', () => {
    const { time, value, limitSide, unit, horizonSeconds } = exampleAlertContext();
    const anomaly = { percent: 86.4, of: 9, tests: ['histogram', 'Grubbs'] };
    const alertContext = { time, value, limitSide, unit, horizonSeconds, culprits: [], anomaly };
    assert.equal(
      alertText(exampleEvent({ kind: 'anomaly', alertContext })),
      'web1: memory 12.3 GiB; odd by 2 of 9 tests (histogram, Grubbs), 86 % sure, since 02:00:00Z',
    );
    const later = { ...alertContext, anomaly: { ...anomaly, tests: [] } };
    assert.match(
      alertText(exampleEvent({ kind: 'anomaly', alertContext: later })),
      /; still at other values than before, since/,
    );
    assert.match(
      alertText(exampleEvent({ kind: 'anomaly', alertContext: later, severity: 'OKAY', time: time + 60 })),
      /^web1: memory 12\.3 GiB; recovered after 60 s$/,
    );
  });

  it('leaves out what is not known', () => {
    const { time, value, limit = 0, limitSide, unit, horizonSeconds } = exampleAlertContext();
    const alertContext = { time, value, limit, limitSide, unit, horizonSeconds, culprits: [] };
    assert.equal(
      alertText(exampleEvent({ alertContext })),
      'web1: memory 12.3 of 14.4 GiB; when the limit is reached is not known, since 02:00:00Z',
    );
  });

  it('says how far the time of the limit is open', () => {
    assert.match(
      textWith({ exhaustion: { seconds: 41, earliest: 25 } }),
      /will be reached at 02:00:41Z, in 41 s \(25 s or later\), 86 % sure within 60 s/,
    );
    assert.match(
      textWith({ exhaustion: { earliest: 25 } }),
      /the limit may be reached from 02:00:25Z on, in 25 s or later, 86 % sure within 60 s/,
    );
  });

  it('compares all amounts in the unit of the limit', () => {
    const forecast = { predicted: 0.9 * 2 ** 30, lower: -(2 ** 28), upper: 2 ** 40, level: 0.8 };
    assert.match(
      textWith({ value: 300 * 2 ** 20, forecast }),
      /memory 0\.3 of 14\.4 GiB; expected in 60 s: 0\.9 GiB \(-0\.3 to 1024\.0 GiB\);/,
    );
  });

  it('tells the share where the capacity moves', () => {
    const forecast = { predicted: 93.6, lower: 88.25, upper: 100, level: 0.8 };
    const percents = { unit: 'percent', value: 73.24, limit: 90, capacity: 100, forecast } as const;
    assert.match(
      textWith(percents),
      /memory 73\.2 % of a capacity that changes, limit 90\.0 %; expected in 60 s: 93\.6 % \(88\.3 to 100\.0 %\);/,
    );
    assert.match(
      textWith({ ...percents, limitSide: 'lower', limit: 10 }),
      /memory 73\.2 % of a capacity that changes, lower limit 10\.0 %;/,
    );
  });

  it('keeps that unit when the value is far beyond the limit', () => {
    assert.match(textWith({ value: 1.5 * 2 ** 40, limit: 900 * 2 ** 30 }), /memory 1536\.0 of 900\.0 GiB; /);
  });

  it('says of an exhausted resource that it is, and is not 100 % sure of it', () => {
    const reached = /; the limit has been reached, alert since 02:00:00Z; growing/;
    assert.match(
      textWith({ exhaustion: { seconds: 0, earliest: 0, latest: 0 } }, { severity: 'FAILURE' }),
      reached,
    );
    assert.match(textWith({ value: 14.4 * 2 ** 30 }), reached);
    assert.match(textWith({ limitSide: 'lower', value: 14.4 * 2 ** 30 }), reached);
    const fallen = { value: 14 * 2 ** 30, riskPercent: 100, exhaustion: { seconds: 600, earliest: 0 } };
    assert.match(textWith(fallen, { severity: 'FAILURE' }), reached);
  });

  it('tells when the limit was reached from when the alert began', () => {
    const value = 14.4 * 2 ** 30;
    const event = { severity: 'FAILURE', time: exampleTime + 41 } as const;
    assert.match(
      textWith({ value, reachedTime: exampleTime + 40.6 }, event),
      /; the limit was reached at 02:00:40Z, alert since 02:00:00Z; growing/,
    );
  });

  describe('in Berlin', () => {
    inTimeZone('Europe/Berlin');

    it('says the time of the limit by the clock on the wall as well, with its offset', () => {
      assert.match(textWith({}), /will be reached at 02:00:41Z \(03:00:41 \+01:00\), in 41 s/);
      const open = textWith({ exhaustion: { earliest: 25 } });
      assert.match(open, /may be reached from 02:00:25Z \(03:00:25 \+01:00\) on/);
      const reached = { value: 15 * 2 ** 30, reachedTime: exampleTime + 40.6 };
      assert.match(textWith(reached), /was reached at 02:00:40Z \(03:00:40 \+01:00\), alert since/);
    });
  });

  it('says of what is over when the limit was reached, where it was', () => {
    const fields = { value: 8 * 2 ** 30, reachedTime: exampleTime + 110 };
    assert.equal(
      textWith(fields, { severity: 'OKAY', time: exampleTime + 600 }),
      'web1: memory 8.0 of 14.4 GiB; recovered after 10 min; the limit was reached at 02:01:50Z',
    );
  });

  it('says of what is over which process has ended', () => {
    assert.equal(
      textWith(
        { value: 8 * 2 ** 30, ended: [exampleCulprit] },
        { severity: 'OKAY', time: exampleTime + 600 },
      ),
      'web1: memory 8.0 of 14.4 GiB; recovered after 10 min; ended: stress-ng (pid 4711, 3.0 GiB)',
    );
  });

  it('says the hour of the limit by when it was predicted, not by when collectd notified', () => {
    assert.match(textWith({ time: exampleTime - 5 }), /will be reached at 02:00:36Z, in 41 s/);
  });

  it('says which limit is a lower one', () => {
    assert.match(
      textWith({ limitSide: 'lower', value: 15 * 2 ** 30 }),
      /lower limit 14\.4 GiB; expected .*; the limit will be reached/,
    );
    assert.match(
      textWith({ limitSide: 'lower', value: 1023 * 2 ** 20, limit: 2 ** 30 }),
      /^web1: memory 1\.0 GiB, lower limit 1\.0 GiB; .*the limit has been reached/,
    );
    assert.match(
      textWith({ limitSide: 'lower', value: 5e9, limit: 2 ** 30 }),
      /^web1: memory 4\.7 GiB, lower limit 1\.0 GiB; /,
    );
  });

  it('says the date of what was or will be on another day', () => {
    assert.match(
      textWith({ exhaustion: { seconds: 86_400, earliest: 3600 } }, { since: exampleTime - 86_400 }),
      /reached at 2026-11-22T02:00:00Z, in 24\.0 h \(60 min or later\), 86 % sure within 60 s, since 2026-11-20T02:00:00Z/,
    );
  });

  it('says of what is over how it is now, and how long it took', () => {
    assert.equal(
      textWith({ value: 8 * 2 ** 30 }, { severity: 'OKAY', time: exampleTime + 600 }),
      'web1: memory 8.0 of 14.4 GiB; recovered after 10 min',
    );
  });

  it('without a alertContext says what collectd said', () => {
    assert.equal(
      alertText(exampleEvent({ message: 'above' })),
      'web1: memory WARNING, since 02:00:00Z: above',
    );
    assert.equal(
      alertText(exampleEvent({ message: 'within', severity: 'OKAY', time: exampleTime + 60 })),
      'web1: memory recovered at 02:01:00Z: within',
    );
  });

  it('says what came of the earlier alerts of the series, but for an OKAY', () => {
    const text = alertText(exampleEvent({ record: exampleRecord }));
    assert.equal(text.split('; ').at(-1), 'before: 4 alerts in 30 days, 3 right, 1 mended, median lead 66 s');
    const { medianLeadSeconds: _, ...none } = { ...exampleRecord, alerts: 1, right: 0, mended: 0, false: 1 };
    assert.match(alertText(exampleEvent({ record: none })), /; before: 1 alert in 30 days, 1 false$/);
    assert.doesNotMatch(alertText(exampleEvent({ severity: 'OKAY', record: exampleRecord })), /before/);
  });

  it('is one line with the letters of names, and nothing that hides text, whatever processes call themselves', () => {
    const culprit = { ...exampleCulprit, name: ' a\nb\u001b[31m\u00fc ', cgroup: '\u202ex\u2028' };
    const text = textWith({ culprits: [culprit] }, { host: 'w\u00f6b', message: '\n' });
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.match(text, /^w\u00f6b: .* a\?b\?\[31m\u00fc \(pid 4711 in \?x\?\) /);
    assert.ok(textWith({}, { host: '\u6771\ud800' }).startsWith('\u6771\ufffd: '), 'half a pair');
  });
});
