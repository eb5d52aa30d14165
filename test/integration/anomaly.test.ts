import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { until } from '../support/until.ts';
import { RealStage } from './matrix/real-stage.ts';

const series = 'localhost/probe/gauge-requests';

describe('a target without a limit, with the real collectd', () => {
  let stage: RealStage;
  let putAt = 0;

  before(async () => {
    stage = await RealStage.start({
      configure: (config) =>
        config.setIn(['targets', 'requests'], {
          series: '*/probe/gauge-requests',
          detector: { ensemble: {} },
          horizonSeconds: 10,
          optional: true,
        }),
    });
    // Its past, as write_redis has left it.
    const now = Date.now() / 1000;
    for (let age = 600; age >= 1; age--) {
      const time = now - 10 * age;
      await stage.redis.zAdd(`collectd/${series}`, { score: time, value: `${time}:${100 + (age % 7)}` });
    }
    await stage.redis.sAdd('collectd/values', series);
  });

  after(() => stage?.stop());

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && stage) process.stderr.write(`${stage.log()}\n`);
  });

  /** Gives collectd a value; answers the newest of a value that came back. */
  async function givenBack(value: number, kind: string): Promise<number | undefined> {
    // A sample a second, however often somebody looks.
    if (Date.now() - putAt >= 1000) {
      putAt = Date.now();
      await stage.put('localhost', { 'probe/gauge-requests': value });
    }
    const name = `collectd/localhost/dma-requests/${kind}`;
    const [newest] = await stage.redis.zRange(name, -1, -1);
    return newest === undefined ? undefined : Number(newest.split(':')[1]);
  }

  /** The events about it. */
  function events(): AlertEvent[] {
    const { logFile } = stage.stack;
    if (!existsSync(logFile)) return [];
    const all = readFileSync(logFile, 'utf8').split('\n').filter(Boolean);
    return all
      .map((line) => JSON.parse(line) as AlertEvent)
      .filter(({ resource }) => resource === 'requests');
  }

  it('is odd when it moves away: collectd gets anomaly and votes, and notifies once', async () => {
    await until('a quiet anomaly', 60, async () => ((await givenBack(103, 'gauge-anomaly')) ?? 100) < 50);
    assert.deepEqual(events(), []);
    await until('votes', 60, async () => ((await givenBack(9000, 'gauge-votes')) ?? 0) >= 3);
    await until('an anomaly', 60, async () => ((await givenBack(9000, 'gauge-anomaly')) ?? 0) >= 50);
    await until('an event', 30, async () => {
      await givenBack(9000, 'gauge-anomaly');
      return events().length > 0;
    });
    const [event, ...others] = events() as (AlertEvent & { situation: { anomaly?: { text: string } } })[];
    assert.deepEqual(others, []);
    assert.deepEqual([event!.kind, event!.severity], ['anomaly', 'WARNING']);
    assert.equal(event!.source, 'localhost/dma-requests/gauge-anomaly');
    assert.match(event!.situation.anomaly?.text ?? '', /^(?:odd by \d of 9 tests|still at other values)/);
  });
});
