import assert from 'node:assert/strict';
import { parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { DuplicateAlarm } from '../../../../plugins/self/duplicate-alarm.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const start = 1.8e9;
const own = 'self1/dma-self/gauge-series';
const other = 'self2/dma-self/gauge-series';
const upper = 'web1/dma-memory/gauge-predicted_upper';

describe('the alarm about another predictor', () => {
  let second: number;
  let said: string[];
  let redis: FakeRedis;
  let recorded: RecordedLog;
  let alarm: DuplicateAlarm;
  beforeEach(() => {
    second = 0;
    said = [];
    redis = new FakeRedis();
    recorded = recordedLog(() => second);
    alarm = new DuplicateAlarm({
      host: 'self1',
      notify: ({ host, plugin, pluginInstance, type, typeInstance, time, severity, message }) => {
        assert.deepEqual(
          [host, plugin, pluginInstance, type, typeInstance, time],
          ['self1', 'dma', 'self', 'gauge', 'duplicates', start + second],
        );
        said.push(`${second} ${severity} ${message}`);
      },
      stored: new WriteRedisReader(redis),
      log: recorded.log,
      now: () => start + second,
    });
  });

  /** Runs so that this is the last second, with others that write these a little after each of ours. */
  async function runTo(end: number, ...written: readonly string[]): Promise<string[]> {
    for (; second <= end; second++) {
      for (const name of second % 10 === 0 ? [upper, own] : [upper]) {
        const identifier = parseIdentifier(name);
        const list = { identifier, time: start + second, intervalSeconds: 1, values: [1] };
        if (alarm.takes(list)) redis.write(name, start + second, 1);
      }
      for (const name of written) redis.write(name, start + second + 0.3, 1);
      await alarm.look([own, other], second);
    }
    return said.splice(0);
  }

  it('gives the all-clear once, a minute after the start', async () => {
    assert.deepEqual(await runTo(59), []);
    assert.deepEqual(await runTo(300), ['60 OKAY no other dma predict gives the same values']);
    assert.equal(alarm.count, 0);
    assert.deepEqual(recorded.said(), []);
  });

  it('tells once who gives the same predictions, of what, and the end', async () => {
    const message =
      'another dma predict gives the same predictions, so each alert comes twice: web1: memory. ' +
      'It reports as self2; let only one predict these hosts (series), or give its write_redis a Prefix or Database of its own';
    const [warning, ...more] = await runTo(100, other, upper);
    assert.match(warning!, /^\d WARNING /);
    assert.equal(warning!.slice('4 WARNING '.length), message);
    assert.deepEqual(more, []);
    assert.equal(alarm.count, 1);
    assert.deepEqual(recorded.said(), [`warning: ${message}`]);
    const [okay, ...others] = await runTo(200);
    assert.match(okay!, /^1\d\d OKAY no other dma predict gives the same values$/);
    assert.deepEqual(others, []);
    assert.equal(alarm.count, 0);
    assert.match(recorded.said().join('\n'), /^another dma predict recovered after \d+ s$/);
  });

  it('tells another one under our own name, and what to do', async () => {
    const [warning] = await runTo(30, own);
    assert.match(
      warning!,
      /WARNING another dma predict reports under the same name\. Both call their host self1; stop one, or give its collectd its own Hostname, or give its write_redis a Prefix or Database of its own$/,
    );
    assert.equal(alarm.count, 1);
  });
});
