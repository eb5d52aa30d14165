import assert from 'node:assert/strict';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import { Episodes } from '../../../../plugins/delivery/episodes.ts';
import type { Notification } from '../../../../plugins/collectd/notification.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';

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

/** Takes a notification that arrives at once. */
function taken(episodes: Episodes, given: Notification): AlertEvent | undefined {
  const result = episodes.take(given, given.time);
  return result.kind === 'event' ? result.event : undefined;
}

/** Asks a copy, as a restart makes it, so that asking changes nothing. */
function isLateIn(episodes: Episodes, given: Notification, arrived: number): boolean {
  const known = episodes.remembered(arrived);
  return new Episodes(episodes.open, known.ended, known.arrived).take(given, arrived).kind === 'late';
}

/** The repetitions among WARNING, WARNING, FAILURE and OKAY of one series. */
function repetitions(fields: Partial<Notification>): boolean[] {
  const episodes = new Episodes();
  return (['WARNING', 'WARNING', 'FAILURE', 'OKAY'] as const).map((severity, index) => {
    const result = episodes.take(notification({ ...fields, severity, time: 1000 + index }), 1000 + index);
    assert.ok(result.kind === 'event');
    assert.equal(result.previous?.time, index === 0 ? undefined : 999 + index);
    return result.isRepetition;
  });
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
    const isLate = (time: number, arrived = 30): boolean => isLateIn(episodes, at(time), start + arrived);
    assert.equal(isLate(0), false);
    taken(episodes, at(10));
    assert.deepEqual([isLate(10), isLate(9.9), isLate(9.9, 9.95)], [false, true, true]);
    assert.equal(isLateIn(episodes, notification({ time: start, host: 'web2' }), start + 30), false);
    assert.equal(isLate(-51), false, 'the clock was set back');
    taken(episodes, notification({ severity: 'OKAY', time: start + 20 }));
    assert.deepEqual([isLate(15), isLate(21)], [true, false]);
    assert.deepEqual(episodes.take(at(15), start + 30), { kind: 'late' }, 'also without a restart');
    assert.deepEqual(episodes.open, [], 'and changes nothing');
    taken(episodes, at(30));
    assert.deepEqual(episodes.remembered(start + 30).ended, {});
  });

  it('lose nothing by an OKAY that a newer OKAY has overtaken', () => {
    const episodes = new Episodes();
    const okay = (time: number) => episodes.take(notification({ severity: 'OKAY', time }), 1020);
    assert.deepEqual([okay(1000), okay(999)], [{ kind: 'ended' }, { kind: 'ended' }]);
    assert.deepEqual(Object.values(episodes.remembered(1020).ended), [1000]);
    taken(episodes, notification({ time: 1020 }));
    assert.deepEqual(okay(1015), { kind: 'late' }, 'the episode stays open');
  });

  it('are not opened by a WARNING that comes up to ten minutes after its OKAY', () => {
    const start = 1_795_226_400;
    const episodes = new Episodes();
    taken(episodes, notification({ time: start - 80 }));
    taken(episodes, notification({ severity: 'OKAY', time: start }));
    for (const age of [61, 600])
      assert.deepEqual(episodes.take(notification({ time: start - age }), start + 2), { kind: 'late' });
    assert.deepEqual(episodes.open, []);
    const { severity } = taken(episodes, notification({ time: start - 601 }))!;
    assert.equal(severity, 'WARNING', 'the clock of its host was set back');
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
        assert.equal(taken(episodes, next)!.severity, severity);
        // The clock is right from now on.
        assert.equal(isLateIn(episodes, notification({ time: 984 }), 986), true);
      });

  it('remember an OKAY that ended nothing, but not for long', () => {
    const episodes = new Episodes();
    const source = 'web1/dma-memory/percent-risk';
    // Of a host whose clock is wrong by years.
    assert.deepEqual(episodes.take(notification({ severity: 'OKAY', time: 9e9 }), 1000), { kind: 'ended' });
    assert.deepEqual(episodes.take(notification({ time: 9e9 - 1 }), 1001), { kind: 'late' });
    assert.deepEqual(episodes.remembered(1600), { ended: { [source]: 9e9 }, arrived: { [source]: 1000 } });
    assert.deepEqual(episodes.remembered(1601), { ended: {}, arrived: {} });
  });

  it('are remembered by an age that a clock that was wrong for a minute does not make up', () => {
    const episodes = new Episodes();
    episodes.take(notification({ severity: 'OKAY', time: 1000 }), 1000);
    episodes.take(notification({ severity: 'OKAY', time: 4e7, host: 'web2' }), 4e7);
    assert.deepEqual(Object.keys(episodes.remembered(1010).ended), ['web1/dma-memory/percent-risk']);
  });

  it('are repeated by the same severity once more, unless they are of another plugin', () => {
    assert.deepEqual(repetitions({}), [false, true, false, false]);
    assert.deepEqual(repetitions({ plugin: 'df' }), [false, false, false, false]);
  });

  it('hold their alert context, which is asked for where there is an event', () => {
    const episodes = new Episodes();
    const alertContext = exampleAlertContext();
    const asked: string[] = [];
    const take = (severity: Notification['severity'], time: number, arrived: number) =>
      episodes.take(notification({ severity, time }), arrived, {
        contextOf: (event) => {
          asked.push(`${event.resource} ${event.time}`);
          return alertContext;
        },
      });
    take('OKAY', 1000, 1000);
    take('WARNING', 1010, 1010);
    take('WARNING', 1009, 1011);
    assert.deepEqual(asked, ['memory 1010']);
    assert.deepEqual(episodes.open[0]!.alertContext, alertContext);
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

  it('end as what they began, though an older version took them for something else', () => {
    const given = notification({ pluginInstance: 'self', typeInstance: 'coverage' });
    const begun = { ...taken(new Episodes(), given)!, kind: 'self', resource: 'self' } as const;
    const ended = taken(new Episodes([begun]), { ...given, severity: 'OKAY', time: given.time + 1 })!;
    assert.deepEqual([ended.kind, ended.resource], ['self', 'self']);
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
      ...(
        [
          ['memory', 'gauge', 'predicted_upper'],
          ['memory', 'gauge', 'verdict_margin'],
          ['memory', 'percent', 'predicted'],
          ['memory', 'duration', 'exhaustion'],
          ['self', 'percent', 'coverage'],
          ['self', 'percent', 'coverage-memory'],
          ['self', 'gauge', 'series'],
          ['self', 'duration', 'round'],
        ] as const
      ).map(([pluginInstance, type, typeInstance]): (typeof mapping)[number] => [
        `an operator's threshold by type on ${pluginInstance}/${type}-${typeInstance}`,
        notification({ pluginInstance, type, typeInstance }),
        {
          kind: 'other',
          resource: `dma-${pluginInstance}-${type}-${typeInstance}`,
          source: `web1/dma-${pluginInstance}/${type}-${typeInstance}`,
        },
      ]),
      [
        'a predicted value that is missing',
        {
          ...bare,
          type: 'memory',
          severity: 'FAILURE',
          message: 'web1/dma/memory has not been updated for 4.000 seconds.',
        },
        { kind: 'other', resource: 'dma-memory', source: 'web1/dma/memory' },
      ],
      [
        "dma's health that is missing",
        notification({
          pluginInstance: 'self',
          type: 'gauge',
          typeInstance: 'stale',
          message: 'web1/dma-self/gauge-stale has not been updated for 40.000 seconds.',
        }),
        { kind: 'self', resource: 'self', source: 'web1/dma-self/gauge-stale' },
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
