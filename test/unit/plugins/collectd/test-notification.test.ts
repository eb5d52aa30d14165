import assert from 'node:assert/strict';
import { testNotification, testTokenOf } from '../../../../plugins/collectd/test-notification.ts';
import { formatPutnotif } from '../../../../plugins/collectd/text-protocol.ts';
import { isWanted } from '../../../../plugins/delivery/event-subject.ts';

const token = '0123456789abcdef';
const notification = testNotification(token, 'web1', 1_795_226_400);

describe('the notification of a test', () => {
  it('is told from others by its identifier, because metadata do not pass the network plugin', () => {
    assert.equal(testTokenOf({ ...notification, details: {}, message: 'cut' }), token);
    for (const other of [
      { plugin: 'memory' },
      { pluginInstance: 'test' },
      { type: 'percent' },
      { typeInstance: 'stale' },
      { typeInstance: `test_${token}0` },
      { typeInstance: 'test_../../../../x' },
    ])
      assert.equal(testTokenOf({ ...notification, ...other }), undefined, JSON.stringify(other));
  });

  it('alarms nobody else: it is an OKAY that says TEST, and that no dma deliver takes for an event', () => {
    assert.equal(notification.severity, 'OKAY');
    assert.match(notification.message, /^TEST .*not real/);
    assert.equal(isWanted(notification, 'dma', []), false);
  });

  it('is marked by metadata as well', () => {
    assert.equal(
      formatPutnotif(notification),
      `PUTNOTIF severity=okay time=1795226400.000 host="web1" plugin="dma" plugin_instance="self" type="gauge" type_instance="test_${token}" s:Test="true" message="TEST by \\"dma check --test\\": this notification is not real, nothing is wrong"`,
    );
  });
});
