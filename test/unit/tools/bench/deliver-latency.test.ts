import assert from 'node:assert/strict';
import { formatDeliverBench, latenciesOf } from '../../../../tools/bench/deliver-latency.ts';

describe('the latency of deliveries', () => {
  it('is told by its median, its 99th percentile and its highest', () => {
    const seconds = Array.from({ length: 200 }, (_, index) => (200 - index) / 1000);
    assert.deepEqual(latenciesOf(seconds), { count: 200, p50: 0.1, p99: 0.198, highest: 0.2 });
    assert.deepEqual(latenciesOf([3]), { count: 1, p50: 3, p99: 3, highest: 3 });
  });

  it('is drawn with its goal', () => {
    const text = formatDeliverBench({
      fromFile: { count: 1000, p50: 0.0034, p99: 0.0994, highest: 0.2 },
      fromEnqueue: { count: 200, p50: 0.05, p99: 0.1, highest: 0.3 },
    });
    assert.deepEqual(text.split('\n'), [
      'to the answer of an HTTP receiver     count     p50     p99  highest  goal of p99',
      "from the notification's file           1000  3.4 ms   99 ms   200 ms       100 ms  reached",
      "from collectd's start of dma-enqueue    200   50 ms  100 ms   300 ms       100 ms  missed",
      '',
    ]);
  });
});
