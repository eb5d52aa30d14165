import assert from 'node:assert/strict';
import { vanishedNotification } from '../../../../plugins/prediction/vanished-series.ts';

describe('the end of a resource that has gone', () => {
  it('is told as an OKAY of its risk, because collectd tells none', () => {
    assert.deepEqual(vanishedNotification({ host: 'web1', resource: 'disk-root', hasLimit: true }, 1.8e9), {
      severity: 'OKAY',
      time: 1.8e9,
      host: 'web1',
      plugin: 'dma',
      pluginInstance: 'disk-root',
      type: 'percent',
      typeInstance: 'risk',
      message:
        'nothing has been heard of it for an hour or longer; it is no longer predicted, and may be gone',
      details: {},
    });
  });

  it('is told of its anomaly where it has no limit', () => {
    const { type, typeInstance } = vanishedNotification(
      { host: 'web1', resource: 'requests', hasLimit: false },
      1.8e9,
    );
    assert.deepEqual([type, typeInstance], ['gauge', 'anomaly']);
  });
});
