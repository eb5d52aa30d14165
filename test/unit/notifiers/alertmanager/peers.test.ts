import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { combinePeers, sendToPeers } from '../../../../notifiers/alertmanager/peers.ts';
import { delivered, failed, type Delivery } from '../../../../notifiers/notifier.ts';
import { exampleEvent } from '../../../support/example-event.ts';

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

  it('has failed for an event that no peer took, and tells the notes of all', () => {
    const [one, two] = [exampleEvent({ id: 'one' }), exampleEvent({ id: 'two' })];
    const both = {
      ...delivered,
      note: 'x',
      failures: [
        { event: one, failure: refused },
        { event: two, failure: refused },
      ],
    } as const;
    const second = { ...delivered, note: 'y', failures: [{ event: { ...two }, failure: refused }] };
    assert.deepEqual(combinePeers([both, down, second]), {
      outcome: 'delivered',
      note: '1 of 3 peers did not take it: b: refused; x; y',
      failures: [{ event: two, failure: refused }],
    });
    assert.deepEqual(combinePeers([both, delivered]), { outcome: 'delivered', note: 'x' });
  });

  it('has failed when none took it, recoverably if it may succeed at one', () => {
    assert.deepEqual(combinePeers([refused]), refused);
    assert.deepEqual(combinePeers([refused, down]), { ...down, message: 'a: answered 400; b: refused' });
    assert.deepEqual(combinePeers([busy, refused]), { ...busy, message: 'c: answered 429; a: answered 400' });
  });
});

const urls = ['http://fast.test:9093/a', 'http://slow.test:9093/b'];

/** A peer that answers after these seconds, and at once when it is aborted. */
const answerAfter = (seconds: number, signal: AbortSignal): Promise<Delivery> =>
  sleep(seconds * 1000, delivered, { signal }).catch(() => failed('aborted', true, 'aborted'));
const send =
  (...seconds: number[]) =>
  (url: string, signal: AbortSignal) =>
    answerAfter(seconds[urls.indexOf(url)]!, signal);
const never = new AbortController().signal;

describe('peers that are sent the same', () => {
  it('wait for one that is silent only a moment after another has answered', async () => {
    const delivery = await sendToPeers(urls, send(0.01, 50), never, 0.1);
    assert.deepEqual(delivery, {
      outcome: 'delivered',
      note: '1 of 2 peers did not take it: Alertmanager http://slow.test:9093: silent while another peer has answered',
    });
  });

  it('have all their time while none has answered, and that moment after one has', async () => {
    assert.deepEqual(await sendToPeers(urls, send(0.15, 0.2), never, 0.1), delivered);
  });

  it('are all given up when the attempt is', async () => {
    const abort = AbortSignal.timeout(50);
    for (const seconds of [50, 0.001]) {
      const delivery = await sendToPeers(urls, send(seconds, 50), abort, 60);
      assert.match(JSON.stringify(delivery), /aborted/);
    }
  });
});
