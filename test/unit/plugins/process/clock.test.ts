import assert from 'node:assert/strict';
import { epochSeconds, monotonicSeconds, pause } from '../../../../plugins/process/clock.ts';

describe('the clocks', () => {
  it('count seconds', () => {
    const [before, start] = [Date.now(), performance.now()];
    const [epoch, monotonic] = [epochSeconds(), monotonicSeconds()];
    assert.ok(before / 1000 <= epoch && epoch <= Date.now() / 1000, `${epoch}`);
    assert.ok(start / 1000 <= monotonic && monotonic <= performance.now() / 1000, `${monotonic}`);
  });
});

describe('a pause', () => {
  const { signal } = new AbortController();

  it('lasts as many seconds as it is told to', async () => {
    const start = performance.now();
    await pause(0.05, signal);
    const passed = performance.now() - start;
    assert.ok(passed >= 49, `${passed} ms`);
  });

  it('is none of 0 seconds or less, and ends without an error when it is aborted', async () => {
    await pause(0, signal);
    await pause(-5, signal);
    const stop = new AbortController();
    const pausing = pause(1e6, stop.signal);
    stop.abort();
    await pausing;
    await pause(1e6, stop.signal);
  });
});
