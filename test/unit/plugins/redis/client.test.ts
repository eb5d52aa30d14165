import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { RedisSilence } from '../../../../plugins/redis/client.ts';
import { until } from '../../../support/until.ts';

const never = new Promise<never>(() => undefined);

describe('the silence of Redis', () => {
  it('is noticed when nothing is answered', async () => {
    let count = 0;
    const silence = new RedisSilence(0.01, () => count++);
    void silence.await(never);
    void silence.await(never);
    await until('the silence', 10, () => count > 0);
    assert.equal(count, 1);
  });

  it('is none while nothing was asked, or all has been answered or refused', async () => {
    let count = 0;
    const silence = new RedisSilence(0.01, () => count++);
    assert.equal(await silence.await(Promise.resolve(3)), 3);
    await assert.rejects(silence.await(Promise.reject(new Error('no'))), /^Error: no$/);
    await sleep(400);
    assert.equal(count, 0);
  });

  it('is none while some of it is answered again and again', async () => {
    let count = 0;
    const silence = new RedisSilence(0.3, () => count++);
    void silence.await(never);
    for (let round = 0; round < 8; round++) await silence.await(sleep(100));
    assert.equal(count, 0);
    await until('the silence', 10, () => count > 0);
  });
});
