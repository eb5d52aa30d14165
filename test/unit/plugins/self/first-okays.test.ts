import assert from 'node:assert/strict';
import type { Severity } from '../../../../plugins/collectd/notification.ts';
import { FirstOkays } from '../../../../plugins/self/first-okays.ts';
import { selfNotification } from '../../../../plugins/self/self-notification.ts';

describe('the first OKAY of a subject', () => {
  let sent: string[];
  let okays: FirstOkays;
  beforeEach(() => {
    sent = [];
    okays = new FirstOkays(({ severity, typeInstance }) => sent.push(`${severity} ${typeInstance}`));
  });

  function notify(severity: Severity, isBlind: boolean): void {
    okays.notify(selfNotification('h', 'stale', severity, 1, 'x'), isBlind);
  }

  it('is held while nothing is predicted, and sent once after that', () => {
    notify('OKAY', true);
    notify('OKAY', true);
    assert.deepEqual(sent, []);
    okays.release();
    okays.release();
    assert.deepEqual(sent, ['OKAY stale']);
    notify('OKAY', true);
    assert.deepEqual(sent, ['OKAY stale', 'OKAY stale'], 'it is not the first one');
  });

  it('is sent at once while something is predicted', () => {
    notify('OKAY', false);
    assert.deepEqual(sent, ['OKAY stale']);
  });

  it('is no longer sent when an alarm has come meanwhile, whose end is told at once', () => {
    notify('OKAY', true);
    notify('WARNING', true);
    okays.release();
    assert.deepEqual(sent, ['WARNING stale']);
    notify('OKAY', true);
    assert.deepEqual(sent, ['WARNING stale', 'OKAY stale']);
  });
});
