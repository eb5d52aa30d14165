import assert from 'node:assert/strict';
import { delivered, type Notifier } from '../../../notifiers/notifier.ts';
import { promptNotifier } from '../../../notifiers/prompt-notifier.ts';
import { exampleBatch, exampleEvent } from '../../support/example-event.ts';

const hanging: Notifier = { name: 'log', maxEvents: 5, deliver: () => new Promise(() => {}), close() {} };

describe('a prompt notifier', () => {
  it('settles when its signal is aborted, though its call cannot be cancelled', async () => {
    const abort = new AbortController();
    const pending = promptNotifier(hanging).deliver(exampleBatch(), abort.signal);
    abort.abort();
    const delivery = await pending;
    assert.equal(delivery.outcome === 'failed' && delivery.reason, 'aborted');
  });

  it('is otherwise the notifier', async () => {
    let closed = 0;
    const notifier: Notifier = {
      name: 'log',
      maxEvents: 5,
      repeatSeconds: 60,
      deliver: async () => delivered,
      checkFiles: async () => delivered,
      writes: ['/var/log/alerts.log'],
      skips: ({ severity }) => severity === 'OKAY',
      close: () => (closed += 1),
    };
    const prompt = promptNotifier(notifier);
    const { name, maxEvents, repeatSeconds, writes } = prompt;
    assert.deepEqual({ name, maxEvents, repeatSeconds }, { name: 'log', maxEvents: 5, repeatSeconds: 60 });
    assert.deepEqual(writes, ['/var/log/alerts.log']);
    assert.equal(prompt.skips?.(exampleEvent({ severity: 'OKAY' })), true);
    assert.equal(prompt.skips?.(exampleEvent({ severity: 'WARNING' })), false);
    assert.equal(await prompt.deliver(exampleBatch(), new AbortController().signal), delivered);
    assert.equal(await prompt.checkFiles?.(), delivered);
    prompt.close();
    assert.equal(closed, 1);
    for (const absent of ['checkFiles', 'repeatSeconds', 'writes', 'skips'])
      assert.equal(absent in promptNotifier(hanging), false, absent);
  });
});
