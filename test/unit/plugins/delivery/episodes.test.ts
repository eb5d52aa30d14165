import assert from 'node:assert/strict';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import { Episodes } from '../../../../plugins/delivery/episodes.ts';
import type { Notification } from '../../../../plugins/collectd/notification.ts';

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
  if (event) episodes.record(event, given.time);
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
    const isLate = (time: number, arrived = 30, of = episodes): boolean =>
      of.isLate(at(time), start + arrived);
    assert.equal(isLate(0), false);
    taken(episodes, at(10));
    assert.deepEqual([isLate(10), isLate(9.9), isLate(9.9, 9.95)], [false, true, true]);
    assert.equal(episodes.isLate(notification({ time: start, host: 'web2' }), start + 30), false);
    assert.equal(isLate(-51), false, 'the clock was set back');
    taken(episodes, notification({ severity: 'OKAY', time: start + 20 }));
    assert.deepEqual([isLate(15), isLate(21)], [true, false]);
    const { ended, arrived } = episodes.remembered(start + 30);
    assert.equal(isLate(15, 30, new Episodes(episodes.open, ended, arrived)), true, 'also after a restart');
    taken(episodes, at(30));
    assert.deepEqual(episodes.remembered(start + 30).ended, {});
  });

  for (const severity of ['WARNING', 'OKAY'] as const)
    for (const isRestarted of [false, true])
      it(`take no ${severity} for late that came after the clock was set back${isRestarted ? ', also after a restart' : ''}`, () => {
        let episodes = new Episodes();
        taken(episodes, notification({ time: 1000 }));
        if (severity === 'WARNING') taken(episodes, notification({ severity: 'OKAY', time: 1010 }));
        if (isRestarted) {
          const { ended, arrived } = episodes.remembered(1010);
          episodes = new Episodes(episodes.open, ended, arrived);
        }
        const next = notification({ severity, time: 985 });
        assert.equal(episodes.isLate(next, 985), false);
        assert.equal(taken(episodes, next)!.severity, severity);
        // From now on the clock is right.
        assert.equal(episodes.isLate(notification({ time: 984 }), 986), true);
      });

  it('remember an OKAY that ended nothing, but not for long', () => {
    const episodes = new Episodes();
    const source = 'web1/dma-memory/percent-risk';
    // Of a host whose clock is wrong by years.
    episodes.recordEnd(notification({ time: 9e9 }), 1000);
    assert.equal(episodes.isLate(notification({ time: 9e9 - 1 }), 1001), true);
    assert.deepEqual(episodes.remembered(1120), { ended: { [source]: 9e9 }, arrived: { [source]: 1000 } });
    assert.deepEqual(episodes.remembered(1121), { ended: {}, arrived: {} });
  });

  it('are remembered by an age that a clock that was wrong for a minute does not make up', () => {
    const episodes = new Episodes();
    episodes.recordEnd(notification({ time: 1000 }), 1000);
    episodes.recordEnd(notification({ time: 4e7, host: 'web2' }), 4e7);
    assert.deepEqual(Object.keys(episodes.remembered(1010).ended), ['web1/dma-memory/percent-risk']);
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
