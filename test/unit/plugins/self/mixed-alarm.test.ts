import assert from 'node:assert/strict';
import { MixedAlarm } from '../../../../plugins/self/mixed-alarm.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { predictedMemory, seriesWith } from '../../../support/memory-series.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const cause = { cause: 'two collectd share one name', cure: 'give each its own Hostname' };

function entryOf(host: string, isMixed: boolean, isHeard = true): PredictedSeries {
  return Object.defineProperties(predictedMemory(seriesWith(`${host}/memory/memory-used`, { isHeard })), {
    isMixed: { value: isMixed },
    mixedCause: { value: isMixed ? cause : undefined },
  });
}

describe('the alarm about series with several writers', () => {
  let said: string[];
  let recorded: RecordedLog;
  let now: number;
  let alarm: MixedAlarm;
  beforeEach(() => {
    said = [];
    now = 0;
    recorded = recordedLog(() => now);
    alarm = new MixedAlarm({
      host: 'self1',
      notify: ({ host, plugin, pluginInstance, type, typeInstance, time, severity, message }) => {
        assert.deepEqual(
          [host, plugin, pluginInstance, type, typeInstance, time],
          ['self1', 'dma', 'self', 'gauge', 'mixed', 1.8e9],
        );
        said.push(`${severity} ${message}`);
      },
      log: recorded.log,
      now: () => 1.8e9,
    });
  });

  function look(at: number, ...entries: readonly PredictedSeries[]): string[] {
    now = at;
    alarm.look(
      entries,
      at,
      entries.filter(({ isMixed }) => isMixed),
    );
    return said.splice(0);
  }

  const one = entryOf('a', false);

  it('gives the all-clear once, a minute after the start, when something is heard', () => {
    assert.deepEqual(look(10, one), []);
    assert.deepEqual(look(69, one), []);
    assert.deepEqual(look(70), []);
    assert.deepEqual(look(71, entryOf('a', false, false)), []);
    assert.deepEqual(look(72, one), ['OKAY each series has one writer']);
    assert.deepEqual(look(200, one), []);
  });

  it('tells a series with several writers, the cause and the cure, once, and the end', () => {
    const message =
      '1 series has several writers: b/memory/memory-used. Two collectd share one name; give each its own Hostname';
    assert.deepEqual(look(0, one, entryOf('b', true)), [`WARNING ${message}`]);
    assert.deepEqual(look(200, one, entryOf('b', true)), []);
    assert.deepEqual(recorded.said(), [
      `warning: series with several writers are told apart; the larger danger counts: ${message}`,
    ]);
    assert.deepEqual(look(230, one, entryOf('b', false)), ['OKAY each series has one writer']);
    assert.deepEqual(recorded.said(), ['series with several writers recovered after 230 s']);
    assert.deepEqual(look(240, one, entryOf('b', true)), [`WARNING ${message}`]);
  });

  it('tells of further series again that an earlier alarm was about', () => {
    const [b, c] = [entryOf('b', true), entryOf('c', true)];
    look(0, b, c);
    look(10, one);
    look(20, b);
    assert.match(look(80, b, c).join('\n'), /^WARNING 2 series have several writers: c\//);
  });

  it('tells of further series after a minute, these first, and each once', () => {
    const [b, c] = [entryOf('b', true), entryOf('c', true)];
    look(0, b);
    assert.deepEqual(look(59, b, c), []);
    assert.deepEqual(look(60, b, c, entryOf('c', true)), [
      'WARNING 2 series have several writers: c/memory/memory-used, b/memory/memory-used. Two collectd share one name; give each its own Hostname',
    ]);
    assert.deepEqual(look(119, b, c, entryOf('d', true)), [], 'a minute after the newest');
    assert.deepEqual(look(300, b, c), []);
    assert.deepEqual(look(400, b), []);
  });
});
