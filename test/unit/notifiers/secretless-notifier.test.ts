import assert from 'node:assert/strict';
import { delivered, failed, type Delivery, type Notifier } from '../../../notifiers/notifier.ts';
import { withoutSecrets } from '../../../notifiers/secretless-notifier.ts';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { exampleBatch, exampleEvent } from '../../support/example-event.ts';

const secrets = new KnownSecrets();
secrets.add('SeKrEt');

/** A notifier whose attempts and checks end so. */
function ending(deliver: () => Promise<Delivery>): Notifier {
  return withoutSecrets({ name: 'log', maxEvents: 5, deliver, checkFiles: deliver, close() {} }, secrets);
}

describe('a notifier without secrets', () => {
  for (const [title, outcome, expected] of [
    ['a delivery', delivered, delivered],
    ['a note', { ...delivered, note: 'a SeKrEt' }, { ...delivered, note: 'a ***' }],
    ['a failure', failed('io', true, 'a SeKrEt', 7), failed('io', true, 'a ***', 7)],
    [
      'the failure of one event',
      { ...delivered, failures: [{ event: exampleEvent(), failure: failed('rejected', false, 'a SeKrEt') }] },
      { ...delivered, failures: [{ event: exampleEvent(), failure: failed('rejected', false, 'a ***') }] },
    ],
  ] as const)
    it(`says ${title} as it is but for the secrets, of an attempt and of a check`, async () => {
      const notifier = ending(() => Promise.resolve(outcome));
      assert.deepEqual(await notifier.deliver(exampleBatch(), new AbortController().signal), expected);
      assert.deepEqual(await notifier.checkFiles!(), expected);
    });

  it('has none in what it throws by a bug either', async () => {
    const cause = new Error('a SeKrEt');
    const notifier = ending(() => Promise.reject(cause));
    const expected = { message: 'a ***', cause };
    await assert.rejects(notifier.deliver(exampleBatch(), new AbortController().signal), expected);
    await assert.rejects(notifier.checkFiles!(), expected);
  });

  it('checks no files where it has none to check', () => {
    const bare: Notifier = { name: 'log', maxEvents: 5, deliver: async () => delivered, close() {} };
    assert.ok(!('checkFiles' in withoutSecrets(bare, secrets)));
  });
});
