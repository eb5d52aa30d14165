import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const used = 'web1/memory/memory-used';
const free = 'web1/memory/memory-free';

describe('the predictor in trouble', () => {
  let rig: PredictorRig;
  beforeEach(() => {
    rig = new PredictorRig();
  });

  it('says a malformed member once, and goes on without it', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 5, () => 100);
    for (let i = 0; i < 3; i++) {
      rig.redis.writeMember(used, `garb\nage ${i}`, rig.now + 0.5);
      await predictor.round();
    }
    await rig.run(predictor, 2, () => 100);
    assert.deepEqual(rig.said(), [
      String.raw`warning: web1/memory/memory-used has malformed members in Redis, which are skipped, such as "garb\nage 0"`,
    ]);
    assert.equal(rig.output.take('web1/dma/memory').at(-1)!.time, rig.now);
  });

  it('skips an entry with too few values, says it once, counts it, and goes on', async () => {
    const predictor = rig.start(
      parseConfig('targets: {load: {series: "*/load/load", dataSource: 1, limit: 9}}', 'f'),
    );
    for (let i = 0; i < 40; i++) {
      rig.now++;
      rig.redis.write('web1/load/load', rig.now, 1, ...(i === 20 || i === 25 ? [] : [5]));
      await predictor.round();
    }
    assert.equal(rig.output.take('web1/dma-load/percent-risk').at(-1)!.time, rig.now);
    assert.deepEqual(rig.output.take('self1/dma-self/gauge-skipped').at(-1)!.values, [2]);
    assert.deepEqual(rig.said(), [
      'warning: web1/load/load: entries have too few values, and are skipped: dataSource 1 is asked for, and it has 1 (counted from 0); 1 so far',
    ]);
  });

  it('says once that a capacity is not known, and predicts once it is', async () => {
    const predictor = rig.start();
    for (let i = 0; i < 30; i++) {
      rig.now++;
      rig.redis.write(used, rig.now, 100);
      rig.redis.write(free, rig.now, 'nan');
      await predictor.round();
    }
    assert.deepEqual(rig.said(), [
      'warning: web1/memory/memory-used: capacity is not known yet: web1/memory/memory-free has no value',
    ]);
    assert.deepEqual(rig.output.take('web1/dma/memory'), []);
    await rig.run(predictor, 15, () => 100);
    assert.match(rig.said()[0]!, /^web1\/memory\/memory-used: capacity recovered after \d+ s$/);
    assert.equal(rig.output.take('web1/dma/memory').at(-1)!.time, rig.now);
  });

  it('says once that there is no series, and once that there is one', async () => {
    const predictor = rig.start();
    await rig.idle(predictor, 25);
    assert.deepEqual(rig.said(), [
      'warning: target memory finds no series like */memory/memory-used in Redis yet',
    ]);
    await rig.run(predictor, 12, () => 100);
    assert.match(rig.said()[0]!, /^target memory recovered after \d+ s$/);
  });

  it('says nothing of a series that there need not be, and predicts it when it comes', async () => {
    const predictor = rig.start(
      parseConfig('targets: {disk: {series: "*/df-*/df_complex-used", capacity: 1000, optional: true}}', 'f'),
    );
    await rig.idle(predictor, 25);
    rig.redis.write('web1/df-root/df_complex-used', rig.now, 5);
    await rig.idle(predictor, 10);
    assert.equal(predictor.series.length, 1);
    assert.deepEqual(rig.said(), []);
  });

  it('says once that a part of a sum is not there, or is not one series, and sums up once it is', async () => {
    const predictor = rig.start(
      parseConfig(
        'targets: {held: {series: ["*/memory/memory-used", "*/memory/memory-slab*"], limit: 900}}',
        'f',
      ),
    );
    await rig.run(predictor, 25, () => 100);
    assert.deepEqual(rig.said(), [
      `warning: target held: the sum at ${used} is not known yet: of series like */memory/memory-slab* there has to be one, and there is none`,
    ]);
    for (let second = 0; second < 25; second++) {
      rig.redis.write('web1/memory/memory-slab', rig.now + 1, 20);
      if (second === 24) rig.redis.write('web1/memory/memory-slab2', rig.now + 1, 20);
      await rig.run(predictor, 1, () => 100);
    }
    assert.match(
      rig.said().join(),
      /^target held: the sum at web1\/memory\/memory-used recovered after \d+ s$/,
    );
    assert.equal(predictor.series[0]!.state!.prediction.value, 120);
    const another = rig.start(
      parseConfig(
        'targets: {held: {series: ["*/memory/memory-used", "*/memory/memory-*"], limit: 900}}',
        'f',
      ),
    );
    await another.round();
    assert.equal(another.series.length, 0);
    assert.deepEqual(rig.said(), [
      `warning: target held: the sum at ${used} is not known yet: of series like */memory/memory-* there has to be one, and there are 3`,
    ]);
  });

  it('reads the past once more when Redis was not well meanwhile', async () => {
    await rig.run(rig.start(), 100, (second) => 100 + second);
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    let isWell = false;
    rig.redis.zRangeWithScores = (key, min, max, options) =>
      options && !options.REV && !isWell
        ? Promise.reject(new Error('Socket closed'))
        : read(key, min, max, options);
    const predictor = rig.start();
    await assert.rejects(predictor.round(), { message: 'Socket closed' });
    isWell = true;
    rig.output.take();
    await rig.run(predictor, 11, (second) => 200 + second);
    assert.equal(rig.output.take('web1/dma/memory').at(-1)!.time, rig.now);
    assert.equal(predictor.series[0]!.intervalSeconds, 1);
  });

  it('does not put the silence down to a host while Redis cannot be read', async () => {
    const reader = Object.assign(new WriteRedisReader(rig.redis), { isReadable: true });
    const config = memoryConfig();
    const predictor = new Predictor({ ...rig.parts(), reader, config, detectors: new Map() });
    await rig.run(predictor, 60, () => 100);
    reader.isReadable = false;
    await rig.idle(predictor, 60);
    assert.ok(!rig.said().some((line) => line.includes(': samples ')));
  });

  it('says once that samples no longer arrive, and once that they do again', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 30, () => 100);
    await rig.idle(predictor, 20);
    assert.deepEqual(rig.said(), [
      'warning: web1/memory/memory-used: samples no longer arrive; is collectd running on that host?',
      'warning: raw data are missing: no new samples arrive, and nothing is predicted. The last came at 08:00:30Z; is collectd running on that host, and does its network plugin reach this one?',
    ]);
    await rig.run(predictor, 1, () => 100);
    assert.match(
      rig.said().join('\n'),
      /^web1\/memory\/memory-used: samples recovered after \d+ s\nraw data recovered after \d+ s$/,
    );
  });

  it('does not let one bad series stop the others', async () => {
    const predictor = rig.start();
    const bad = ['a\nb/memory/memory-used', 'wrong/memory/memory-used'];
    for (const identifier of bad) {
      rig.redis.write(identifier, rig.now, 100);
      rig.redis.write(identifier.replace('used', 'free'), rig.now, 100);
    }
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    rig.redis.zRangeWithScores = async (key, min, max, options) => {
      if (key.includes('wrong')) throw new Error('WRONGTYPE Operation against a key');
      return read(key, min, max, options);
    };
    await rig.run(predictor, 25, () => 100);
    assert.equal(rig.output.take('web1/dma/memory').at(-1)!.time, rig.now);
    assert.deepEqual(rig.said().toSorted(), [
      String.raw`warning: the series "a\nb/memory/memory-used" cannot be predicted: the host "a\nb" holds a control character`,
      'warning: the series "wrong/memory/memory-used" cannot be predicted: WRONGTYPE Operation against a key',
    ]);
  });

  it('says once which names cannot be read, and goes on past scores and members without bounds', async () => {
    const unreadable = 'web\ufffd/memory/memory-used';
    rig.redis.write(unreadable, rig.now, 100);
    rig.redis.write(`${'x'.repeat(1_000_000)}/memory/memory-used`, rig.now, 100);
    rig.redis.writeMember(used, '1:5', Number.POSITIVE_INFINITY);
    rig.redis.writeMember(used, `2:${'9'.repeat(1_000_000)}`, rig.now + 12.5);
    rig.redis.writeMember(used, '3:5', Number.NEGATIVE_INFINITY);
    // Its name is other bytes in truth, so that nothing is found under this one.
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    rig.redis.zRangeWithScores = async (key, min, max, options) =>
      key.includes('\ufffd') ? [] : read(key, min, max, options);
    await rig.run(rig.start(), 25, () => 100);
    const said = rig.said().toSorted();
    assert.equal(said.length, 2, said.join('\n'));
    assert.match(
      said[0]!,
      /^warning: the series "web\ufffd\S+" cannot be predicted: its name is not valid UTF-8/,
    );
    assert.match(said[1]!, /^warning: web1\/memory\/memory-used has malformed members in Redis/);
    assert.ok(said[1]!.length < 300);
    assert.equal(rig.output.take('web1/dma/memory').at(-1)!.time, rig.now);
  });

  it('rejects when Redis is not well, and makes up for it afterwards', async () => {
    const predictor = rig.start();
    await rig.run(predictor, 10, () => 100);
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    rig.redis.zRangeWithScores = () => Promise.reject(new Error('Socket closed'));
    rig.now++;
    rig.write(100);
    await assert.rejects(predictor.round(), { message: 'Socket closed' });
    rig.redis.zRangeWithScores = read;
    rig.output.take();
    await predictor.round();
    assert.equal(rig.output.take('web1/dma/memory').at(-1)!.time, rig.now);
  });
});
