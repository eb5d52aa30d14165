import assert from 'node:assert/strict';
import { ClockAlarm } from '../../../../plugins/self/clock-alarm.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { seriesWith } from '../../../support/memory-series.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

interface Shown {
  readonly isHeard?: boolean;
  readonly isCertain?: boolean;
  readonly silent?: number;
  readonly interval?: number;
}

/** A series of a host that shows how far its clock is ahead. */
function seriesOf(host: string, offsetSeconds: number, shown: Shown = {}): TargetSeries {
  const { isHeard = true, isCertain = true, silent = 0, interval } = shown;
  const series = seriesWith(`${host}/memory/memory-used`, {
    isHeard,
    intervalSeconds: interval,
    silentSeconds: () => silent,
  });
  Object.defineProperties(series.clock, {
    offsetSeconds: { value: offsetSeconds },
    isCertain: { value: isCertain },
  });
  return series;
}

describe('the alarm about clocks', () => {
  let second: number;
  let said: string[];
  let recorded: RecordedLog;
  let alarm: ClockAlarm;
  beforeEach(() => {
    second = 0;
    said = [];
    recorded = recordedLog(() => second);
    alarm = new ClockAlarm({
      host: 'self1',
      notify: ({ host, plugin, pluginInstance, type, typeInstance, time, severity, message }) => {
        assert.deepEqual(
          [host, plugin, pluginInstance, type, typeInstance, time],
          ['self1', 'dma', 'self', 'gauge', 'wrong_clocks', 1.8e9],
        );
        said.push(`${second} ${severity} ${message}`);
      },
      log: recorded.log,
      now: () => 1.8e9,
    });
  });

  /** Looks each second, until after this one, and returns what was notified. */
  function runTo(end: number, ...series: readonly TargetSeries[]): string[] {
    for (; second <= end; second++) alarm.look(series, second);
    return said.splice(0);
  }

  /** The same with the second and severity alone. */
  const kinds = (end: number, ...series: readonly TargetSeries[]): string[] =>
    runTo(end, ...series).map((one) => one.split(' ').slice(0, 2).join(' '));

  const right = seriesOf('web0', 0);

  it('gives the all-clear once, when an alarm of an earlier process would have been raised again', () => {
    assert.deepEqual(runTo(200, right), ['36 OKAY no clock is wrong']);
    assert.deepEqual(recorded.said(), []);
  });

  it('says nothing while nothing arrives, and counts from the first arrival', () => {
    assert.deepEqual(runTo(99), []);
    assert.deepEqual(runTo(99, seriesOf('web1', 0, { isHeard: false })), []);
    assert.deepEqual(kinds(300, right), ['136 OKAY']);
  });

  for (const [offset, told] of [
    [5, 4],
    [100, 4],
    [-12, 30],
    [-299, 30],
    [-300, 10],
    [-3599, 10],
    [-3600, 4],
  ] as const)
    it(`tells a clock that is off by ${offset} s after ${told} s`, () => {
      assert.deepEqual(kinds(60, right, seriesOf('web1', offset)), [`${told} WARNING`]);
      assert.equal(alarm.wrongCount, 1);
    });

  it('names the hosts, how far they are off, and the cure, in the log as well', () => {
    const message =
      'the clocks of 2 hosts are wrong: web2 (2.8 h ahead), web1 (2 min ahead). Their samples are used, at the time of their arrival; set it by NTP there';
    assert.deepEqual(runTo(10, right, seriesOf('web1', 120), seriesOf('web2', 10_000)), [
      `4 WARNING ${message}`,
    ]);
    assert.deepEqual(recorded.said(), [`warning: clocks: ${message}`]);
    assert.equal(alarm.wrongCount, 2);
  });

  it('takes this machine’s clock for the wrong one when all other hosts differ by the same', () => {
    const [warning] = runTo(10, seriesOf('self1', 0), seriesOf('web1', 120), seriesOf('web2', 121));
    assert.match(
      warning!,
      /^4 WARNING this machine's clock is 2 min behind, by those of all 2 other hosts: web/,
    );
    assert.equal(alarm.wrongCount, 1);
    assert.deepEqual(
      runTo(200, seriesOf('self1', 0), seriesOf('web1', 120), seriesOf('web2', 121)),
      [],
      'once',
    );
  });

  it('ends when the clock has been right for ten seconds', () => {
    runTo(9, right, seriesOf('web1', 100));
    recorded.said();
    assert.deepEqual(runTo(300, right, seriesOf('web1', 0)), ['20 OKAY no clock is wrong']);
    assert.deepEqual(recorded.said(), ['clocks: recovered after 16 s']);
    assert.equal(alarm.wrongCount, 0);
  });

  it('does not end where the clock is right for a moment, nor begin where it is wrong for one', () => {
    runTo(9, right, seriesOf('web1', 100));
    for (let turn = 0; turn < 5; turn++) {
      assert.deepEqual(runTo(second + 7, right, seriesOf('web1', 0)), []);
      assert.deepEqual(runTo(second + 3, right, seriesOf('web1', 100)), []);
    }
    runTo(300, right, seriesOf('web1', 0));
    for (let turn = 0; turn < 5; turn++) {
      assert.deepEqual(runTo(second + 1, right, seriesOf('web1', 100)), []);
      assert.deepEqual(runTo(second + 3, right, seriesOf('web1', 0)), []);
    }
  });

  it('keeps how far a clock was off while it is not yet known to be right', () => {
    runTo(59, right, seriesOf('web1', 100));
    const [warning] = runTo(68, right, seriesOf('web1', 0), seriesOf('web2', 50));
    assert.match(
      warning!,
      /^64 WARNING the clocks of 2 hosts are wrong: web1 \(100 s ahead\), web2 \(50 s ahead\)/,
    );
  });

  it('goes by the newest that is known of a clock', () => {
    runTo(9, right, seriesOf('web1', 100));
    const [warning] = runTo(80, right, seriesOf('web1', 7200), seriesOf('web2', 50));
    assert.match(warning!, /web1 \(2\.0 h ahead\)/);
  });

  it('tells of further hosts after a minute, and not again of the same', () => {
    assert.deepEqual(kinds(9, right, seriesOf('web1', 100)), ['4 WARNING']);
    assert.deepEqual(kinds(300, right, seriesOf('web1', 100), seriesOf('web2', 50)), ['64 WARNING']);
    assert.deepEqual(kinds(310, right, seriesOf('web1', 100), seriesOf('web2', 50)), []);
  });

  it('tells of a further host again that an earlier alarm was about', () => {
    runTo(9, right, seriesOf('web1', 100), seriesOf('web2', 50));
    assert.deepEqual(kinds(30, right, seriesOf('web1', 0), seriesOf('web2', 0)), ['20 OKAY']);
    assert.deepEqual(kinds(40, right, seriesOf('web1', 100), seriesOf('web2', 0)), ['36 WARNING']);
    assert.deepEqual(kinds(110, right, seriesOf('web1', 100), seriesOf('web2', 50)), ['96 WARNING']);
  });

  it('tells of this machine’s clock after it has told of one of the others', () => {
    runTo(9, seriesOf('self1', 0), seriesOf('web1', 120));
    const [warning] = runTo(100, seriesOf('self1', 0), seriesOf('web1', 120), seriesOf('web2', 121));
    assert.match(warning!, /^64 WARNING this machine's clock is 2 min behind/);
  });

  it('tells of the same host again after it has been right', () => {
    runTo(9, right, seriesOf('web1', 100));
    assert.deepEqual(kinds(30, right, seriesOf('web1', 0)), ['20 OKAY']);
    assert.deepEqual(kinds(60, right, seriesOf('web1', 100)), ['36 WARNING']);
  });

  it('waits for the other clocks, because it is ours when all are off, but no longer than a minute', () => {
    const early = [seriesOf('self1', 0), seriesOf('web1', -4000)];
    assert.deepEqual(runTo(2, ...early), []);
    assert.deepEqual(
      kinds(100, ...early, seriesOf('web2', -200)),
      ['34 WARNING'],
      'both are told at once, when it is sure of the second one',
    );
    alarm = new ClockAlarm({
      host: 'self1',
      notify: () => said.push(`${second} WARNING`),
      log: recorded.log,
      now: () => 0,
    });
    second = 0;
    const told: string[] = [];
    for (let host = 2; host < 30 && told.length === 0; host++)
      told.push(...kinds(second + 19, ...early, seriesOf(`web${host}`, -200)));
    assert.deepEqual(told, ['60 WARNING']);
  });

  it('goes by the series of a host that shows the least', () => {
    assert.deepEqual(kinds(100, right, seriesOf('web1', 100), seriesOf('web1', 0)), ['36 OKAY']);
    const [warning] = runTo(200, right, seriesOf('web1', -4000), seriesOf('web1', 50), seriesOf('web1', 60));
    assert.match(warning!, /web1 \(50 s ahead\)/);
  });

  it('goes by no series that is unheard, uncertain, or silent', () => {
    for (const shown of [
      { isHeard: false },
      { isCertain: false },
      { silent: 3.1 },
      { silent: 21, interval: 10 },
    ])
      assert.ok(
        !kinds(second + 100, right, seriesOf('web1', 100, shown)).some((one) => one.includes('WARNING')),
      );
    assert.deepEqual(kinds(second + 9, right, seriesOf('web1', 100, { silent: 3 })).length, 1);
    runTo(second + 20, right, seriesOf('web1', 0));
    assert.deepEqual(kinds(second + 9, right, seriesOf('web1', 100, { silent: 20, interval: 10 })).length, 1);
  });

  it('keeps what it knows of a host that falls silent, and forgets a host that is gone', () => {
    runTo(9, right, seriesOf('web1', 100));
    assert.deepEqual(runTo(100, right, seriesOf('web1', 0, { silent: 50 })), []);
    assert.equal(alarm.wrongCount, 1);
    assert.deepEqual(kinds(120, right), ['102 OKAY']);
  });
});
