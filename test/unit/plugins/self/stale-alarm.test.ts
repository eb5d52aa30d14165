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

  /** Looks until everything is gathered, three seconds later. */
  async function lookOn(now: number, silence: Partial<SeriesSilence>): Promise<string[]> {
    return [...(await look(now, silence)), ...(await look(now + 3, silence))];
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
    assert.deepEqual(await lookOn(0, { stale: [b] }), [
      'WARNING 1 of 4 series gets no samples: b/memory/memory-used. A cause; a cure',
    ]);
    assert.deepEqual(await look(100, { stale: [b] }), []);
    assert.deepEqual(await look(101), ['OKAY all series get samples']);
    assert.deepEqual(await lookOn(102, { stale: [b] }), [
      'WARNING 1 of 4 series gets no samples: b/memory/memory-used. A cause; a cure',
    ]);
  });

  it('names a series of several targets once', async () => {
    const series = [...all, seriesOf('b'), seriesOf('c')];
    await look(0, { stale: [series[4]!, b] }, series);
    assert.deepEqual(await look(3, { stale: [series[4]!, b] }, series), [
      'WARNING 1 of 4 series gets no samples: b/memory/memory-used. A cause; a cure',
    ]);
  });

  it('asks for the cause with the series that go on, without those that have ended', async () => {
    await lookOn(0, { stale: [b], ended: [c] });
    assert.deepEqual(asked, [[['b'], ['a', 'd']]]);
  });

  it('tells of further series again that an earlier alarm was about', async () => {
    await lookOn(0, { stale: [b, c] });
    await look(10);
    await lookOn(17, { stale: [b] });
    assert.deepEqual(await look(80, { stale: [b, c] }), [
      'WARNING 2 of 4 series get no samples: c/memory/memory-used, b/memory/memory-used. A cause; a cure',
    ]);
  });

  it('tells of further series after a minute, these first', async () => {
    await lookOn(-3, { stale: [b] });
    assert.deepEqual(await look(59, { stale: [b, c] }), []);
    assert.deepEqual(await look(60, { stale: [b, c] }), [
      'WARNING 2 of 4 series get no samples: c/memory/memory-used, b/memory/memory-used. A cause; a cure',
    ]);
    assert.deepEqual(await look(200, { stale: [b, c] }), []);
    assert.deepEqual(await look(300, { stale: [c] }), [], 'one of them goes on');
  });

  it('tells together of what falls silent within seconds, as when a switch takes many hosts', async () => {
    const stale = [a, b, c, d];
    for (const [second, count] of [1, 1, 2, 2, 3, 3, 3].entries())
      assert.deepEqual(await look(second, { stale: stale.slice(0, count) }), [], `${second}`);
    const [told] = await look(7, { stale: [a, b, c] });
    assert.match(told!, /^WARNING 3 of 4 series get no samples: a\S+, b\S+, c\S+\. A cause/);
    assert.deepEqual(await look(8, { stale }), []);
  });

  it('does not wait for further ones for longer than ten seconds', async () => {
    const many = Array.from({ length: 20 }, (_, index) => seriesOf(`h${index}`));
    let told: string[] = [];
    let second = 0;
    for (; told.length === 0; second++)
      told = await look(second, { stale: many.slice(0, Math.ceil((second + 1) / 2)) }, many);
    assert.equal(second - 1, 10);
    assert.match(told[0]!, /^WARNING 6 of 20 series/);
  });

  it('begins to gather anew where a silence ends before it is told', async () => {
    assert.deepEqual(await look(0, { stale: [b] }), []);
    assert.deepEqual(await look(2), ['OKAY all series get samples']);
    assert.deepEqual(await look(4, { stale: [b] }), []);
    assert.equal((await look(7, { stale: [b] })).length, 1);
  });
});
