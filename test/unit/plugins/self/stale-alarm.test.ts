import assert from 'node:assert/strict';
import { StaleAlarm } from '../../../../plugins/self/stale-alarm.ts';
import type { SeriesSilence } from '../../../../plugins/series/series-silence.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { seriesWith } from '../../../support/memory-series.ts';

const seriesOf = (host: string, isHeard = true): TargetSeries =>
  seriesWith(`${host}/memory/memory-used`, { isHeard });

describe('the alarm about series without samples', () => {
  let said: string[];
  let asked: (readonly string[])[][];
  let alarm: StaleAlarm;
  beforeEach(() => {
    said = [];
    asked = [];
    alarm = new StaleAlarm({
      host: 'self1',
      notify: ({ host, plugin, pluginInstance, type, typeInstance, time, severity, message }) => {
        assert.deepEqual(
          [host, plugin, pluginInstance, type, typeInstance, time],
          ['self1', 'dma', 'self', 'gauge', 'stale', 1.8e9],
        );
        said.push(`${severity} ${message}`);
      },
      witness: {
        causeOf: async (...lists) => {
          asked.push(lists.map((list) => list.map(({ identifier }) => identifier.host)));
          return { cause: 'a cause', cure: 'a cure' };
        },
      },
      now: () => 1.8e9,
    });
  });

  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((host) => seriesOf(host)) as [
    TargetSeries,
    TargetSeries,
    TargetSeries,
    TargetSeries,
  ];
  const all = [a, b, c, d];

  async function look(now: number, silence: Partial<SeriesSilence> = {}, series = all): Promise<string[]> {
    await alarm.look(series, { stale: [], ended: [], unheard: [], ...silence }, now);
    return said.splice(0);
  }

  it('gives the all-clear once at the start, because an earlier process may have raised it', async () => {
    assert.deepEqual(await look(0), ['OKAY all series get samples']);
    assert.deepEqual(await look(100), []);
  });

  it('gives no all-clear before anything has been heard, or while something has not', async () => {
    assert.deepEqual(await look(0, {}, []), []);
    assert.deepEqual(await look(0, {}, [seriesOf('e', false)]), []);
    assert.deepEqual(await look(1, { unheard: [a] }), []);
    assert.deepEqual(await look(2, {}, [seriesOf('e', false), a]), ['OKAY all series get samples']);
  });

  it('tells once which series get no samples, the cause that is seen, and the end', async () => {
    assert.deepEqual(await look(0, { stale: [b] }), [
      'WARNING 1 of 4 series gets no samples: b/memory/memory-used. A cause; a cure',
    ]);
    assert.deepEqual(await look(100, { stale: [b] }), []);
    assert.deepEqual(await look(101), ['OKAY all series get samples']);
    assert.deepEqual(await look(102, { stale: [b] }), [
      'WARNING 1 of 4 series gets no samples: b/memory/memory-used. A cause; a cure',
    ]);
  });

  it('asks for the cause with the series that go on, without those that have ended', async () => {
    await look(0, { stale: [b], ended: [c] });
    assert.deepEqual(asked, [[['b'], ['a', 'd']]]);
  });

  it('tells of further series again that an earlier alarm was about', async () => {
    await look(0, { stale: [b, c] });
    await look(10);
    await look(20, { stale: [b] });
    assert.deepEqual(await look(80, { stale: [b, c] }), [
      'WARNING 2 of 4 series get no samples: c/memory/memory-used, b/memory/memory-used. A cause; a cure',
    ]);
  });

  it('tells of further series after a minute, these first', async () => {
    await look(0, { stale: [b] });
    assert.deepEqual(await look(59, { stale: [b, c] }), []);
    assert.deepEqual(await look(60, { stale: [b, c] }), [
      'WARNING 2 of 4 series get no samples: c/memory/memory-used, b/memory/memory-used. A cause; a cure',
    ]);
    assert.deepEqual(await look(200, { stale: [b, c] }), []);
    assert.deepEqual(await look(300, { stale: [c] }), [], 'one of them goes on');
  });
});
