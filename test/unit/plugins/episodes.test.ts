import assert from 'node:assert/strict';
import type { AlertEvent } from '../../../notifiers/alert-event.ts';
import { Episodes } from '../../../plugins/episodes.ts';
import type { Notification } from '../../../plugins/notification.ts';

function notification(fields: Partial<Notification> = {}): Notification {
  return {
    severity: 'WARNING',
    time: 1_795_226_400.123,
    host: 'web1',
    plugin: 'dma',
    pluginInstance: 'memory',
    type: 'percent',
    typeInstance: 'risk',
    message: 'm',
    details: {},
    ...fields,
  };
}

/** The event of a notification, recorded at once. */
function taken(episodes: Episodes, given: Notification): AlertEvent | undefined {
  const event = episodes.eventOf(given);
  if (event) episodes.record(event);
  return event;
}

describe('episodes', () => {
  it('have one id from WARNING over FAILURE to OKAY, and another one afterwards', () => {
    const episodes = new Episodes();
    const begun = taken(episodes, notification())!;
    const worse = taken(episodes, notification({ severity: 'FAILURE', time: 1_795_226_410 }))!;
    const ended = taken(episodes, notification({ severity: 'OKAY', time: 1_795_226_420 }))!;
    const again = taken(episodes, notification({ time: 1_795_226_430 }))!;
    assert.match(begun.id, /^dma-[0-9a-f]{16}$/);
    assert.deepEqual([worse.id, ended.id], [begun.id, begun.id]);
    assert.deepEqual([worse.since, ended.since], [begun.since, begun.since]);
    assert.deepEqual([begun.time, worse.time, ended.time], [1_795_226_400.123, 1_795_226_410, 1_795_226_420]);
    assert.notEqual(again.id, begun.id);
    assert.equal(again.since, 1_795_226_430);
  });

  it('get the same id when the same notification is looked at again, also by another process', () => {
    const first = taken(new Episodes(), notification());
    assert.deepEqual(taken(new Episodes(), notification()), first);
    const resumed = new Episodes([first!]);
    assert.deepEqual(taken(resumed, notification()), first);
    assert.equal(taken(resumed, notification({ severity: 'OKAY', time: 1_795_226_500 }))!.id, first!.id);
  });

  it('are apart for each series', () => {
    const episodes = new Episodes();
    const others = [{}, { host: 'web2' }, { pluginInstance: 'disk-root' }, { typeInstance: 'other' }];
    const ids = others.map((fields) => taken(episodes, notification(fields))!.id);
    assert.equal(new Set(ids).size, others.length);
    assert.equal(episodes.open.length, others.length);
  });

  it('do not begin with an OKAY', () => {
    const episodes = new Episodes();
    assert.equal(taken(episodes, notification({ severity: 'OKAY' })), undefined);
    assert.deepEqual(episodes.open, []);
  });

  it('are open with their newest event until they end', () => {
    const episodes = new Episodes();
    taken(episodes, notification());
    const worse = taken(episodes, notification({ severity: 'FAILURE', time: 1_795_226_410 }))!;
    assert.deepEqual(episodes.open, [worse]);
    taken(episodes, notification({ severity: 'OKAY', time: 1_795_226_420 }));
    assert.deepEqual(episodes.open, []);
  });

  it('tell when a notification of a series was overtaken by a newer one', () => {
    const start = 1_795_226_400;
    const at = (time: number): Notification => notification({ time: start + time });
    const episodes = new Episodes();
    assert.equal(episodes.isLate(at(0)), false);
    taken(episodes, at(10));
    assert.deepEqual([episodes.isLate(at(10)), episodes.isLate(at(9.9))], [false, true]);
    assert.equal(episodes.isLate(notification({ time: start, host: 'web2' })), false);
    assert.equal(episodes.isLate(at(-51)), false, 'the clock was set back');
    taken(episodes, notification({ severity: 'OKAY', time: start + 20 }));
    assert.deepEqual([episodes.isLate(at(15)), episodes.isLate(at(21))], [true, false]);
    assert.equal(new Episodes(episodes.open, episodes.ended).isLate(at(15)), true, 'also after a restart');
    taken(episodes, at(30));
    assert.deepEqual(episodes.ended, {});
  });

  it('remember an OKAY that ended nothing, but not for long', () => {
    const episodes = new Episodes();
    episodes.recordEnd(notification({ time: 1000 }));
    assert.equal(episodes.isLate(notification({ time: 999 })), true);
    episodes.recordEnd(notification({ time: 1121, host: 'web2' }));
    assert.deepEqual(episodes.ended, { 'web2/dma-memory/percent-risk': 1121 });
  });

  it("carry message, value and collectd's other headers", () => {
    const details = { CurrentValue: '8.750000e+01', WarningMax: '5.000000e+01' };
    const event = taken(new Episodes(), notification({ message: 'two\n  lines', details }))!;
    assert.deepEqual(event, {
      id: event.id,
      severity: 'WARNING',
      kind: 'exhaustion',
      time: 1_795_226_400.123,
      since: 1_795_226_400.123,
      host: 'web1',
      resource: 'memory',
      source: 'web1/dma-memory/percent-risk',
      message: 'two lines',
      value: 87.5,
      details,
    });
    assert.equal(
      'value' in taken(new Episodes(), notification({ details: { CurrentValue: 'nan' } }))!,
      false,
    );
  });

  const { pluginInstance: _, typeInstance: __, ...bare } = notification();
  const mapping: [string, Notification, { kind: string; resource: string; source: string; host?: string }][] =
    [
      [
        "dma's health",
        notification({ pluginInstance: 'self', type: 'gauge', typeInstance: 'stale' }),
        { kind: 'self', resource: 'self', source: 'web1/dma-self/gauge-stale' },
      ],
      [
        'a disk',
        notification({ pluginInstance: 'disk-root' }),
        { kind: 'exhaustion', resource: 'disk-root', source: 'web1/dma-disk-root/percent-risk' },
      ],
      [
        'a predicted value',
        { ...bare, type: 'memory' },
        { kind: 'exhaustion', resource: 'memory', source: 'web1/dma/memory' },
      ],
      [
        'a predicted value with an instance',
        { ...bare, type: 'df_complex', typeInstance: 'root' },
        { kind: 'exhaustion', resource: 'df_complex-root', source: 'web1/dma/df_complex-root' },
      ],
      [
        "another plugin's threshold",
        notification({ plugin: 'df', pluginInstance: 'root', type: 'df_complex', typeInstance: 'free' }),
        { kind: 'other', resource: 'df-root-df_complex-free', source: 'web1/df-root/df_complex-free' },
      ],
      [
        'a notification that names nothing',
        { severity: 'WARNING', time: 1, message: 'm', details: {} },
        { kind: 'other', resource: 'unknown', source: 'unknown', host: 'unknown' },
      ],
    ];
  for (const [name, given, expected] of mapping) {
    it(`name kind, resource and source of ${name}`, () => {
      const { kind, resource, source, host } = taken(new Episodes(), given)!;
      assert.deepEqual({ kind, resource, source, host }, { host: 'web1', ...expected });
    });
  }
});
