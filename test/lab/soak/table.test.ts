import assert from 'node:assert/strict';
import { soakFaults, type SoakResult } from '../../../tools/lab/soak/result.ts';
import { SoakTracks } from '../../../tools/lab/soak/judgement.ts';
import { formatSoak } from '../../../tools/lab/soak/table.ts';

const mebi = 2 ** 20;
const alerts = {
  notified: 9,
  delivered: 8,
  lost: 0,
  late: 1,
  repeated: 0,
  refused: 0,
  leaks: 3,
  alerted: 3,
  ahead: 2,
  missed: 0,
  unended: 0,
};

/** A soak of `seconds` in which the heap of `dma predict` and that of Redis gain so much a second. */
function resultOf(seconds: number, bytesPerSecond: number, more: Partial<SoakResult> = {}): SoakResult {
  const tracks = new SoakTracks();
  for (let second = 0; second < seconds; second++) {
    tracks.add('redis-server', 'used-memory', second, 9 * mebi + 1e6 * second);
    tracks.add('dma predict', 'heap', second, 24 * mebi + bytesPerSecond * second);
    tracks.add('dma deliver', 'descriptors', second, 20);
  }
  const result = {
    hours: (24 * seconds) / 3600,
    seconds,
    pace: 24,
    valuesSent: 1000,
    machinesGone: 2,
    judged: tracks.judge(24),
    alerts,
    logLines: 3,
    logLinesExpected: 44,
    silences: 1,
    silencesRepeated: 0,
    commonestLines: [{ line: 'dma predict: warning: odd', count: 3 }],
    restarts: 0,
    ...more,
  };
  return { ...result, faults: soakFaults(result) };
}

describe('the result of a soak', function () {
  it('is a table, with growth by the driven day, and what is only compared in brackets', function () {
    assert.deepEqual(formatSoak(resultOf(300, 0)).split('\n'), [
      '2.0 hours in 300 s, 24 times as fast: 1000 values, 2 machines that went',
      '',
      'program       what         3rd quarter  last quarter    highest       a day                  interval',
      'dma predict   heap            24.0 MiB      24.0 MiB   24.0 MiB     0.0 MiB        0.0 MiB .. 0.0 MiB  flat',
      'dma deliver   descriptors           20            20         20           0                    0 .. 0  flat',
      'redis-server  used-memory    187.3 MiB     258.9 MiB  294.1 MiB  3433.2 MiB  3433.2 MiB .. 3433.2 MiB  (grows)',
      '',
      'leaks to the limit: 3, alerted of 3 (2 of them ahead), missed 0, not ended 0',
      'events: 9 notified, 8 delivered, 0 lost, 1 late, 0 repeated; 0 requests refused by the receiver',
      'log: 3 lines of ours, 44 expected at most; 1 times a series fell silent',
      '  3 x dma predict: warning: odd',
      'all is well',
      '',
    ]);
  });

  it('names what grows', function () {
    assert.match(formatSoak(resultOf(300, 20 * 1024)), /^not well: dma predict: heap grows$/m);
  });

  it('does not say more than its length allows', function () {
    const text = formatSoak(resultOf(60, 20 * 1024));
    assert.match(text, /^dma predict +heap +\S+ MiB +\S+ MiB +\S+ MiB +- +- +too short to say$/m);
    assert.match(text, /^well so far$/m);
    assert.match(formatSoak(resultOf(0, 0)), /^well so far$/m);
  });

  for (const [name, more, expected] of [
    ['an event that was lost', { alerts: { ...alerts, lost: 2 } }, '2 events were lost'],
    [
      'a leak that nobody was told of',
      { alerts: { ...alerts, missed: 1 } },
      '1 leaks reached the limit without an alert',
    ],
    ['an alert without end', { alerts: { ...alerts, unended: 1 } }, '1 alerts did not end'],
    ['a log that grows', { logLines: 45 }, '45 lines in the log, where 44 may be expected'],
    ['silence said again', { silencesRepeated: 1 }, '1 times the silence of a series was said again'],
    ['a program that ended', { restarts: 1 }, '1 times a program had ended and was started again'],
  ] as const) {
    it(`calls ${name} a fault`, function () {
      assert.deepEqual(resultOf(300, 0, more).faults, [expected]);
    });
  }

  it('does not call a late or repeated event a fault', function () {
    assert.deepEqual(resultOf(300, 0, { alerts: { ...alerts, late: 3, repeated: 2 } }).faults, []);
  });
});
