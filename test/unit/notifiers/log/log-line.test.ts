import assert from 'node:assert/strict';
import { alertText } from '../../../../notifiers/event/alert-text.ts';
import { formatLogLine } from '../../../../notifiers/log/log.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';

describe('a line of log_notify.log', () => {
  it('holds time, severity, host and resource, then the rest by name', () => {
    assert.equal(
      formatLogLine(exampleEvent({ message: 'too full' })),
      '2026-11-21T02:00:00.123Z WARNING web1 memory id=web1-memory-1 since=2026-11-21T02:00:00.123Z value=87.5 message="too full"',
    );
  });

  it('leaves an unknown value out', () => {
    const { value: _, ...event } = exampleEvent({ severity: 'OKAY', message: '' });
    assert.equal(
      formatLogLine(event),
      '2026-11-21T02:00:00.123Z OKAY web1 memory id=web1-memory-1 since=2026-11-21T02:00:00.123Z message=""',
    );
  });

  it('tells the alertContext and the culprits to people where they are known', () => {
    const event = exampleEvent({ alertContext: exampleAlertContext(), message: 'too full' });
    const line = formatLogLine(event);
    assert.ok(line.endsWith(` value=87.5 text="${alertText(event)}" message="too full"`), line);
    assert.match(line, /stress-ng/);
  });

  it('stays one line of unmistakable fields whatever an event holds', () => {
    const hostile = 'x\n2026 FAILURE\r\u0085\u2028\u2029\u0007\u007f"\\ id=1';
    const line = formatLogLine(exampleEvent({ host: hostile, resource: hostile, message: hostile }));
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
    const quoted = '"x\\n2026 FAILURE\\r\\u0085\\u2028\\u2029\\u0007\\u007f\\"\\\\ id=1"';
    assert.ok(line.startsWith(`2026-11-21T02:00:00.123Z WARNING ${quoted} ${quoted} id=`), line);
    assert.equal(JSON.parse(quoted), hostile);
  });
});
