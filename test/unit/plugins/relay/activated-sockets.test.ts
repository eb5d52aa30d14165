import assert from 'node:assert/strict';
import { activatedSockets } from '../../../../plugins/relay/activated-sockets.ts';

describe('the sockets that systemd passes', () => {
  it('are the descriptors from 3 on', () => {
    assert.deepEqual(activatedSockets({ LISTEN_PID: '7', LISTEN_FDS: '2' }, 7), [3, 4]);
  });

  it('are none without its variables, for another process, or for a number that is none', () => {
    assert.deepEqual(activatedSockets({}, 7), []);
    assert.deepEqual(activatedSockets({ LISTEN_PID: '8', LISTEN_FDS: '1' }, 7), []);
    for (const LISTEN_FDS of ['0', '-1', 'x', '1e3', '100000'])
      assert.deepEqual(activatedSockets({ LISTEN_PID: '7', LISTEN_FDS }, 7), []);
  });
});
