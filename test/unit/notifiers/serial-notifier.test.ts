import assert from 'node:assert/strict';
import { delivered, type Delivery, type Notifier } from '../../../notifiers/notifier.ts';
import { serialNotifier } from '../../../notifiers/serial-notifier.ts';
import { exampleBatch } from '../../support/example-event.ts';

const { signal } = new AbortController();

describe('a serial notifier', () => {
  it('begins an attempt when the one before has settled, whoever asks and whatever came of it', async () => {
    const log: string[] = [];
    let settle: (() => void)[] = [];
    const attempt = (name: string): Promise<Delivery> => {
      log.push(name);
      return new Promise((resolve, reject) =>
        settle.push(() => (name === 'deliver' ? reject(new Error('a bug')) : resolve(delivered))),
      );
    };
    const notifier = serialNotifier({
      name: 'nova',
      maxEvents: 1,
      deliver: () => attempt('deliver'),
      checkAccess: () => attempt('checkAccess'),
      close: () => undefined,
    });
    const first = notifier.deliver(exampleBatch(), signal);
    const second = notifier.checkAccess!(signal);
    await new Promise(setImmediate);
    assert.deepEqual(log, ['deliver']);
    for (const one of settle) one();
    settle = [];
    await assert.rejects(first, /a bug/);
    await new Promise(setImmediate);
    assert.deepEqual(log, ['deliver', 'checkAccess']);
    for (const one of settle) one();
    assert.equal(await second, delivered);
  });

  it('is otherwise the notifier', () => {
    const plain: Notifier = { name: 'log', maxEvents: 5, deliver: async () => delivered, close() {} };
    const { name, maxEvents } = serialNotifier(plain);
    assert.deepEqual([name, maxEvents], ['log', 5]);
    assert.equal('checkAccess' in serialNotifier(plain), false);
  });
});
