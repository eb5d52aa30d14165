import assert from 'node:assert/strict';
import { Episodes } from '../../../../plugins/delivery/episodes.ts';
import type { Notification } from '../../../../plugins/collectd/notification.ts';

const start = 1_795_226_400;

function notification(fields: Pick<Notification, 'severity' | 'time' | 'message'>): Notification {
  return { host: 'own', plugin: 'dma', pluginInstance: 'self', type: 'gauge', details: {}, ...fields };
}

/** Takes collectd's FAILURE of a value that it has missed for 20.9 s. */
function missing(): Episodes {
  const message = 'own/dma-self/gauge-stale has not been updated for 20.937 seconds.';
  const episodes = new Episodes();
  episodes.take(notification({ severity: 'FAILURE', time: start, message }), start);
  return episodes;
}

const okayOf = (seconds: number): Notification =>
  notification({
    severity: 'OKAY',
    time: start + seconds,
    message: 'All data sources are within range again.',
  });

describe('a value that collectd has missed', () => {
  it('is there again with one that is newer than the last before it, though older than the notification', () => {
    const episodes = missing();
    const taken = episodes.take(okayOf(-6.7), start + 10);
    assert.ok(taken.kind === 'event' && taken.event.time === start, 'it does not end before it began');
    assert.deepEqual(episodes.open, []);
  });

  it('is not there by the one before it, whose OKAY was overtaken', () => {
    const episodes = missing();
    assert.deepEqual(episodes.take(okayOf(-21), start + 10), { kind: 'late' });
    assert.equal(episodes.open.length, 1);
  });
});
