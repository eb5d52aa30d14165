import assert from 'node:assert/strict';
import { formatAlert } from '../../../../notifiers/alertmanager/alerts.ts';
import { linksOf, linksSchema } from '../../../../plugins/delivery/target-links.ts';
import { exampleEvent, exampleLinks } from '../../../support/example-event.ts';

describe('the links of a target', () => {
  const links = {
    memory: { runbook: 'https://w/memory#{{host}}', graph: 'https://g/?h={{ host }}&r={{resource}}' },
    disk: { graph: 'https://g/{{resource}}' },
    swap: {},
  };

  it('name host and resource of the alert, escaped for an address', () => {
    assert.deepEqual(linksOf(exampleEvent({ host: 'web 1&' }), links), {
      runbook: 'https://w/memory#web%201%26',
      graph: 'https://g/?h=web%201%26&r=memory',
    });
    assert.deepEqual(linksOf(exampleEvent({ resource: 'disk-root' }), links), {
      graph: 'https://g/disk-root',
    });
  });

  it('belong to alerts about the resource alone', () => {
    assert.equal(linksOf(exampleEvent({ kind: 'other' }), links), undefined);
    for (const resource of ['swap', 'cpu', 'constructor'])
      assert.equal(linksOf(exampleEvent({ resource }), links), undefined);
  });

  for (const text of [
    'wiki',
    'ftp://w/',
    'https://w/{{pid}}',
    'https://w/{host}',
    'javascript:alert(1)',
    'https://w /',
  ])
    it(`are not ${text}`, () => {
      assert.equal(linksSchema.safeParse({ runbook: text }).success, false);
      assert.equal(linksSchema.safeParse({ graph: text }).success, false);
    });

  it('are addresses with the placeholders, also in the host', () => {
    assert.ok(
      linksSchema.safeParse({ runbook: 'https://{{host}}.example.org/', graph: 'http://g/?a=b' }).success,
    );
  });

  it('are runbook_url and generatorURL in Alertmanager', () => {
    const form = { labels: {}, generatorUrl: 'https://all', expirySeconds: 60, isCut: false };
    const present = { earliest: 2e9, latest: 2e9 };
    const alert = (event = exampleEvent()) => formatAlert({ event, severity: 'WARNING' }, present, form);
    const linked = alert(exampleEvent({ links: exampleLinks }));
    assert.equal(linked.generatorURL, exampleLinks.graph);
    assert.equal(linked.annotations['runbook_url'], exampleLinks.runbook);
    assert.equal(alert().generatorURL, 'https://all');
    assert.ok(!('runbook_url' in alert().annotations));
  });
});
