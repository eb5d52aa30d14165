import assert from 'node:assert/strict';
import { formatEvents } from '../../../../tools/events/events-table.ts';

describe('the events table on a terminal', function () {
  const row = [
    '2026-11-21T02:00:00Z',
    'memory',
    'web1',
    'down_predict',
    'collectd-dma@web1',
    'dma-1',
  ] as const;

  it('draws rows in the order of their times, however they come', function () {
    const later = ['2026-11-21T03:00:00Z', 'm', 'w', 'd', 'c', 'i'] as const;
    assert.equal(
      formatEvents([later, row]),
      `+----------------------+--------+----------+--------------+-------------------+------------------+
| time                 | type   | hostname | status       | monitor           | monitor_event_id |
+----------------------+--------+----------+--------------+-------------------+------------------+
| 2026-11-21T02:00:00Z | memory | web1     | down_predict | collectd-dma@web1 | dma-1            |
| 2026-11-21T03:00:00Z | m      | w        | d            | c                 | i                |
+----------------------+--------+----------+--------------+-------------------+------------------+
`,
    );
  });

  it('draws rows by name the same way', function () {
    const [time, type, hostname, status, monitor, id] = row;
    const named = { time, type, hostname, status, monitor, monitor_event_id: id };
    assert.equal(formatEvents([named]), formatEvents([row]));
  });

  it('lets nothing in a row play tricks with the terminal', function () {
    const hostile = ['a\n| b', '\u001b[2J', '\u0007', '\u009b', 'x', 'y'];
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(formatEvents([hostile]).replaceAll('\n', ''), /[\u0000-\u001f\u007f-\u009f]/);
    assert.equal(formatEvents([hostile]).trimEnd().split('\n').length, 5);
  });
});
