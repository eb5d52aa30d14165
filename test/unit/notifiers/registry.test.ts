import assert from 'node:assert/strict';
import { createNotifier, isNotifierName, notifierEntry, notifierNames } from '../../../notifiers/registry.ts';
import { exampleContext } from '../../support/example-event.ts';

describe('the registry of notifiers', () => {
  it('knows each one by its name, and no other', () => {
    assert.deepEqual(notifierNames, ['log', 'http', 'alertmanager', 'nova', 'congress']);
    for (const name of notifierNames) {
      assert.equal(isNotifierName(name), true);
      assert.equal(notifierEntry(name).name, name);
    }
    for (const name of ['', 'Log', 'constructor']) assert.equal(isNotifierName(name), false);
  });

  it('takes no options for empty ones', () => {
    for (const options of [undefined, null, {}])
      assert.deepEqual(createNotifier('log', options, exampleContext()).writes, [
        '/var/log/collectd-dma/log_notify.log',
      ]);
  });

  it('has the options that are secrets struck out of messages from then on, those of wrong options too', () => {
    const context = exampleContext();
    createNotifier('http', { url: 'http://a/hook/t0ken-1234' }, context);
    assert.throws(() => createNotifier('http', { url: 'http://a/hook/t0ken-5678', wrong: 1 }, context));
    assert.equal(context.secrets.strike('t0ken-1234 t0ken-5678'), '*** ***');
  });
});
