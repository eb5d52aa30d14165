import assert from 'node:assert/strict';
import { formatCloudEvent } from '../../../../notifiers/http/cloud-event.ts';
import { formatEventJson } from '../../../../notifiers/event/event-json.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';

describe('a CloudEvent', () => {
  it('has the attributes of version 1.0, and the event as its data', () => {
    const event = exampleEvent({ severity: 'FAILURE', kind: 'self' });
    assert.deepEqual(formatCloudEvent(event), {
      specversion: '1.0',
      id: 'web1-memory-1-failure-1795226400123',
      source: '/collectd/web1/dma-memory/percent-risk',
      type: 'org.collectd.dma.self.failure',
      subject: 'web1/memory',
      time: '2026-11-21T02:00:00.123Z',
      datacontenttype: 'application/json',
      data: formatEventJson(event),
    });
  });

  it('has another id for each event of an episode', () => {
    const ids = (['WARNING', 'FAILURE', 'OKAY'] as const).map(
      (severity, index) => formatCloudEvent(exampleEvent({ severity, time: exampleTime + index }))['id'],
    );
    assert.equal(new Set(ids).size, 3);
  });

  it('has a URI reference as its source and no forbidden character, whatever an event holds', () => {
    const hostile = 'a b\r\n"\u0085\ud800/\u{1f4a5}';
    const { source, subject } = formatCloudEvent(
      exampleEvent({ host: hostile, resource: hostile, source: hostile }),
    );
    assert.equal(source, '/collectd/a%20b%0D%0A%22%C2%85%EF%BF%BD/%F0%9F%92%A5');
    assert.equal(subject, Array(2).fill('a%20b%0D%0A%22%C2%85%EF%BF%BD%2F%F0%9F%92%A5').join('/'));
  });
});
