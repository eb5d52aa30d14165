import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { alertText } from '../../../../notifiers/event/alert-text.ts';
import { eventKey, formatEventJson } from '../../../../notifiers/event/event-json.ts';
import { exampleEvent, exampleLinks, exampleRecord, exampleTime } from '../../../support/example-event.ts';
import { inTimeZone } from '../../../support/time-zone.ts';
import { exampleAlertContext, exampleRelated } from '../../../support/example-context.ts';

describe('an event as JSON', () => {
  inTimeZone('Europe/Berlin');

  it('has a version, both times for people and for machines, and a text', () => {
    const event = exampleEvent();
    assert.deepEqual(JSON.parse(JSON.stringify(formatEventJson(event))), {
      version: 1,
      id: 'web1-memory-1',
      severity: 'WARNING',
      kind: 'exhaustion',
      time: '2026-11-21T02:00:00.123Z',
      timeSeconds: exampleTime,
      timeLocal: '2026-11-21 03:00:00 +01:00',
      since: '2026-11-21T02:00:00.123Z',
      sinceSeconds: exampleTime,
      sinceLocal: '2026-11-21 03:00:00 +01:00',
      host: 'web1',
      resource: 'memory',
      source: 'web1/dma-memory/percent-risk',
      message: 'Host web1, plugin dma (instance memory) type percent: above the warning threshold',
      text: alertText(event),
      value: 87.5,
      details: { WarningMax: '5.000000e+01' },
    });
  });

  it('holds the alert context where it is known, with its time in both forms', () => {
    const alertContext = exampleAlertContext();
    const json: unknown = JSON.parse(JSON.stringify(formatEventJson(exampleEvent({ alertContext }))));
    assert.deepEqual((json as Record<string, unknown>)['situation'], {
      ...structuredClone(alertContext),
      rate: { perSecond: (1.9 * 2 ** 30) / 60, overSeconds: 240, text: '+1.9 GiB/min for 4 min' },
      evidence: {
        earlierClimbs: 3,
        reachedLimit: 2,
        text: '2 of 3 earlier climbs that came this far reached the limit',
      },
      time: '2026-11-21T02:00:00.123Z',
      timeSeconds: exampleTime,
    });
  });

  it('says when the limit was reached', () => {
    const alertContext = exampleAlertContext({ reachedTime: exampleTime + 1 });
    const { situation } = formatEventJson(exampleEvent({ alertContext })) as { situation: object };
    assert.deepEqual(
      Object.entries(situation).filter(([name]) => name.startsWith('reached')),
      [
        ['reached', '2026-11-21T02:00:01.123Z'],
        ['reachedSeconds', exampleTime + 1],
        ['reachedLocal', '2026-11-21 03:00:01 +01:00'],
      ],
    );
  });

  it('has the fields that docs/reference/event.md shows, and no others', async () => {
    const page = await readFile(new URL('../../../../docs/reference/event.md', import.meta.url), 'utf8');
    const example = /Idempotency-Key: .*?```json\n(.*?)```/s.exec(page)?.[1];
    const event = exampleEvent({
      alertContext: exampleAlertContext({ related: exampleRelated }),
      record: exampleRecord,
      links: exampleLinks,
    });
    assert.deepEqual(
      fieldsOf(JSON.parse(example ?? '')),
      fieldsOf(JSON.parse(JSON.stringify(formatEventJson(event)))),
    );
  });

  it('leaves out what is unknown', () => {
    const { value: _, ...event } = exampleEvent();
    const { forecast: _f, exhaustion: _e, evidence: _v, ...known } = exampleAlertContext();
    const { riskPercent: _r, capacity: _c, ...rest } = known;
    const text = JSON.stringify(formatEventJson({ ...event, alertContext: { ...rest, culprits: [] } }));
    const { situation, ...json } = JSON.parse(text) as Record<string, object>;
    assert.ok(!('value' in json));
    assert.deepEqual(Object.keys(situation!).sort(), [
      'culprits',
      'horizonSeconds',
      'limit',
      'limitSide',
      'time',
      'timeSeconds',
      'unit',
      'value',
    ]);
  });
});

describe('the key of an event', () => {
  it('differs between all events, and is printable ASCII without spaces', () => {
    assert.equal(eventKey(exampleEvent()), 'web1-memory-1-warning-1795226400123');
    assert.equal(
      eventKey(exampleEvent({ severity: 'OKAY', time: exampleTime + 1 })),
      'web1-memory-1-okay-1795226401123',
    );
    assert.match(eventKey(exampleEvent({ id: 'a b\r\n\u00e9' })), /^a\?b\?\?\?-warning-/);
  });
});

/** The names of an object's fields in order, nested ones included. */
function fieldsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value).map(([name, inner]) => [name, fieldsOf(inner)]);
}
