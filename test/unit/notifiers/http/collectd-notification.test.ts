import assert from 'node:assert/strict';
import { formatCollectdNotification } from '../../../../notifiers/http/collectd-notification.ts';
import { exampleEvent } from '../../../support/example-event.ts';

function labelsOf(source: string): unknown {
  return formatCollectdNotification(exampleEvent({ source }))[0]!['labels'];
}

const rest = { instance: 'web1', severity: 'WARNING', service: 'collectd' };

describe("a notification in write_http's format", () => {
  it('is an array of one alert, with the metadata beside the summary', () => {
    assert.deepEqual(formatCollectdNotification(exampleEvent({ message: 'too full', severity: 'OKAY' })), [
      {
        labels: {
          alertname: 'collectd_dma_percent',
          instance: 'web1',
          dma: 'memory',
          type: 'risk',
          severity: 'OKAY',
          service: 'collectd',
        },
        annotations: { summary: 'too full', WarningMax: '5.000000e+01' },
        startsAt: '2026-11-21T02:00:00.123Z',
      },
    ]);
  });

  // Received from collectd 5.12.0 for two PUTNOTIF commands, with its nine digits of a second's fraction.
  for (const [source, severity, message, received] of [
    [
      'web1/memory/memory-used',
      'OKAY',
      'well',
      '[{"labels":{"alertname":"collectd_memory","instance":"web1","memory":"used","severity":"OKAY","service":"collectd"},"annotations":{"summary":"well"},"startsAt":"2026-11-21T02:00:00.000000000Z"}]',
    ],
    [
      'web1/dma-disk-root/percent',
      'FAILURE',
      'full',
      '[{"labels":{"alertname":"collectd_dma_percent","instance":"web1","dma":"disk-root","severity":"FAILURE","service":"collectd"},"annotations":{"summary":"full"},"startsAt":"2026-11-21T02:00:00.000000000Z"}]',
    ],
  ] as const) {
    it(`is what collectd itself sends for ${source}`, () => {
      const event = exampleEvent({ source, severity, message, time: 1_795_226_400, details: {} });
      assert.equal(
        JSON.stringify(formatCollectdNotification(event)),
        received.replace('.000000000Z', '.000Z'),
      );
    });
  }

  for (const [source, labels] of [
    ['web1/memory/memory-used', { alertname: 'collectd_memory', memory: 'used' }],
    ['web1/cpu-0/cpu-wait', { alertname: 'collectd_cpu', cpu: '0', type: 'wait' }],
    ['web1/df-root/df_complex-free', { alertname: 'collectd_df_complex', df: 'root', type: 'free' }],
    ['web1/dma-disk-root/percent', { alertname: 'collectd_dma_percent', dma: 'disk-root' }],
    ['web1/dma/memory', { alertname: 'collectd_dma_memory' }],
    ['web1/ping', { alertname: 'collectd_ping_' }],
  ] as const) {
    it(`names ${source} as collectd does`, () => assert.deepEqual(labelsOf(source), { ...labels, ...rest }));
  }
});
