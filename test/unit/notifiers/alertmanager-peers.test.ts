import assert from 'node:assert/strict';
import { combinePeers } from '../../../notifiers/alertmanager-peers.ts';
import { delivered, failed } from '../../../notifiers/notifier.ts';

const refused = failed('rejected', false, 'a: answered 400');
const down = failed('unreachable', true, 'b: refused');
const busy = failed('rate-limited', true, 'c: answered 429', 7);

describe('an attempt at several peers', () => {
  it('has arrived when all took it, and when one did, with a note of the others', () => {
    assert.deepEqual(combinePeers([delivered, delivered]), { outcome: 'delivered' });
    assert.deepEqual(combinePeers([refused, delivered, down]), {
      outcome: 'delivered',
      note: '2 of 3 peers did not take it: a: answered 400; b: refused',
    });
  });

  it('has failed when none took it, recoverably if it may succeed at one', () => {
    assert.deepEqual(combinePeers([refused]), refused);
    assert.deepEqual(combinePeers([refused, down]), { ...down, message: 'a: answered 400; b: refused' });
    assert.deepEqual(combinePeers([busy, refused]), { ...busy, message: 'c: answered 429; a: answered 400' });
  });
});
