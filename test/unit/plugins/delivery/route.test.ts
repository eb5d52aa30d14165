import assert from 'node:assert/strict';
import type { AlertEvent, Severity } from '../../../../notifiers/event/alert-event.ts';
import { routeSchema } from '../../../../plugins/delivery/route-config.ts';
import { isDue, newRouteState, openFor, NotifierRoute } from '../../../../plugins/delivery/route.ts';
import { exampleEvent } from '../../../support/example-event.ts';

const nothing = newRouteState([]);
/** Local time on a Saturday. */
const saturday = (hours: number): number => new Date(2026, 10, 21, hours).getTime() / 1000;

function event(id: string, severity: Severity = 'WARNING', fields: Partial<AlertEvent> = {}): AlertEvent {
  return exampleEvent({ id, severity, ...fields });
}

function routeOf(options: object, state = nothing): NotifierRoute {
  return new NotifierRoute('http-oncall', routeSchema.parse(options), state);
}

/** The same route after a restart. */
function again(route: NotifierRoute, options: object): NotifierRoute {
  return routeOf(options, JSON.parse(JSON.stringify(route.state)));
}

describe('the route of a receiver', () => {
  it('lets everything through unless it is told otherwise', () => {
    const route = routeOf({});
    for (const severity of ['WARNING', 'FAILURE', 'WARNING', 'OKAY'] as const)
      assert.equal(route.admits(event('a', severity), 0), true);
    assert.deepEqual(route.state, nothing);
  });

  const filters: [object, Partial<AlertEvent>, boolean][] = [
    [{ targets: ['memory'] }, { resource: 'memory' }, true],
    [{ targets: ['memory'] }, { resource: 'memory2' }, false],
    [{ targets: ['disk'] }, { resource: 'disk-root' }, true],
    [{ targets: ['disk-r*'] }, { resource: 'disk-root' }, true],
    [{ targets: ['disk-r*'] }, { resource: 'disk-var' }, false],
    [{ targets: ['d*', 'memory'] }, { resource: 'memory' }, true],
    [{ targets: ['disk-{root,var}'] }, { resource: 'disk-var' }, true],
    [{ targets: ['disk-{root,var}'] }, { resource: 'disk-home' }, false],
    [{ targets: ['disk.root'] }, { resource: 'disk-root' }, false],
    [{ hosts: ['web?'] }, { host: 'web1' }, true],
    [{ hosts: ['web?'] }, { host: 'web12' }, false],
    [{ hosts: ['db*', 'web?'] }, { host: 'web1' }, true],
    [{ hosts: ['web.example.org'] }, { host: 'webxexample.org' }, false],
    [{ hosts: ['web*'], targets: ['disk'] }, { host: 'web1', resource: 'memory' }, false],
    [{ minimumSeverity: 'FAILURE' }, { severity: 'WARNING' }, false],
    [{ minimumSeverity: 'FAILURE' }, { severity: 'FAILURE' }, true],
  ];
  for (const [options, fields, isAdmitted] of filters) {
    it(`${isAdmitted ? 'lets through' : 'keeps back'} ${JSON.stringify(fields)} with ${JSON.stringify(options)}`, () => {
      const route = routeOf(options);
      assert.equal(route.admits(event('a', 'WARNING', fields), 0), isAdmitted);
      assert.equal(route.admits(event('a', 'OKAY', fields), 0), isAdmitted, 'and so its OKAY');
    });
  }

  it('tells of an episode to its end once it has become severe enough', () => {
    const options = { minimumSeverity: 'FAILURE' };
    const route = routeOf(options);
    assert.equal(route.admits(event('a', 'WARNING'), 0), false);
    assert.equal(route.admits(event('a', 'FAILURE'), 0), true);
    assert.equal(again(route, options).admits(event('a', 'WARNING'), 0), true);
    assert.equal(route.admits(event('a', 'OKAY'), 0), true);
    assert.equal(route.admits(event('a', 'OKAY'), 0), false, 'only once');
  });

  it('lists as open what the receiver was told of', () => {
    const open = [event('a'), event('b'), event('c')];
    const route = routeOf({ hosts: ['web1'] });
    route.admits(open[0]!, 0);
    route.admits({ ...open[1]!, host: 'db1' }, 0);
    assert.deepEqual(openFor(route.state, open), [open[0]]);
    assert.deepEqual(openFor(undefined, open), []);
  });

  for (const [name, part] of [
    ['was told of an episode', { told: ['a'] }],
    ['knows an episode as part of a sum', { summed: ['a'] }],
    ['knows one of each', { told: ['a'], summed: ['b'] }],
    ['is to be told of an end', { ends: [event('a', 'OKAY')] }],
    ['was told of an episode, and is to be told of an end', { told: ['b'], ends: [event('a', 'OKAY')] }],
    ['was told of an episode and of a sum', { told: ['a'], sums: [{ event: event('s'), members: ['b'] }] }],
  ] as const)
    it(`is remembered while its receiver ${name}`, () => {
      assert.equal(routeOf({}, JSON.parse(JSON.stringify({ ...nothing, ...part }))).isBelieved, true);
      assert.equal(routeOf({}, { ...nothing, held: ['c'] }).isBelieved, false);
    });

  it('is muted in each of its mute windows', () => {
    const route = routeOf({ mute: ['12:00..13:00', '22:00..06:00'] });
    const admitted = [11, 12, 13, 23].map((hours) => route.admits(event(`${hours}`), saturday(hours)));
    assert.deepEqual(admitted, [true, false, true, false]);
  });

  it('tells no sum while it is muted', () => {
    const route = routeOf({ atMost: { events: 1, seconds: 60 }, mute: ['22:00..06:00'] });
    const open = [event('a'), event('b')];
    for (const each of open) route.admits(each, saturday(22) - 30);
    assert.deepEqual(route.due(open, saturday(23)), []);
    assert.match(route.due(open, saturday(30))[0]!.message, /^and 1 more/);
  });

  describe('while it is muted', () => {
    const options = { mute: ['Sat 22:00..Sun 06:00'] };

    it('tells nothing, and afterwards the newest of what is still open, in order', () => {
      const route = routeOf(options);
      assert.equal(route.admits(event('a', 'WARNING', { time: 3 }), saturday(22)), false);
      assert.equal(route.admits(event('b', 'WARNING', { time: 1 }), saturday(23)), false);
      assert.equal(route.admits(event('c'), saturday(23)), false);
      assert.equal(route.admits(event('c', 'OKAY'), saturday(24)), false, 'the receiver never heard of it');
      const open = [event('a', 'FAILURE', { time: 4 }), event('b', 'WARNING', { time: 1 })];
      assert.deepEqual(openFor(route.state, open), []);
      assert.deepEqual(route.due(open, saturday(29.9)), []);
      const restarted = again(route, options);
      assert.deepEqual(restarted.due(open, saturday(30)), [open[1], open[0]]);
      assert.deepEqual(openFor(restarted.state, open), open);
      assert.deepEqual(restarted.due(open, saturday(30)), []);
    });

    it('tells the end of what it told before', () => {
      const route = routeOf(options);
      assert.equal(route.admits(event('a'), saturday(21.9)), true);
      assert.equal(route.admits(event('a', 'FAILURE'), saturday(22)), false);
      assert.equal(route.admits(event('a', 'OKAY'), saturday(23)), true);
      assert.deepEqual(route.state.held, []);
      assert.deepEqual(route.due([], saturday(30)), []);
    });

    it('lists as open, until then, what it was told before, also after a restart', () => {
      let route = routeOf(options);
      const [warning, failure, other] = [event('a'), event('a', 'FAILURE'), event('b')];
      route.admits(warning, saturday(21));
      route.admits(failure, saturday(22), warning);
      route.admits(other, saturday(22));
      route = again(route, options);
      route.admits({ ...failure, value: 99 }, saturday(23), failure);
      assert.deepEqual(openFor(route.state, [failure, other]), [warning]);
      route = again(route, options);
      route.due([failure, other], saturday(30));
      assert.deepEqual(openFor(route.state, [failure, other]), [failure, other]);
      assert.deepEqual(route.state.before, []);
    });

    it('remembers nothing of what has ended, or is told meanwhile', () => {
      const route = routeOf(options);
      for (const id of ['a', 'b']) {
        route.admits(event(id), saturday(21));
        route.admits(event(id, 'FAILURE'), saturday(22), event(id));
      }
      route.admits(event('a', 'OKAY'), saturday(23), event('a', 'FAILURE'));
      route.admits(event('b', 'WARNING'), saturday(30), event('b', 'FAILURE'));
      assert.deepEqual(route.state.before, []);
    });

    it('tells afterwards that something has become worse', () => {
      const route = routeOf(options);
      route.admits(event('a'), saturday(21));
      const worse = event('a', 'FAILURE');
      route.admits(worse, saturday(22));
      assert.deepEqual(route.due([worse], saturday(30)), [worse]);
    });

    it('lists nothing that its route does not let through, or no longer does', () => {
      const strict = { ...options, minimumSeverity: 'FAILURE' };
      const route = routeOf(strict);
      route.admits(event('a'), saturday(22));
      route.admits(event('b', 'FAILURE'), saturday(22));
      route.admits(event('b', 'WARNING'), saturday(23));
      assert.deepEqual(route.due([event('a'), event('b', 'WARNING')], saturday(30)), []);
    });
  });

  describe('with a rate limit', () => {
    const options = { atMost: { events: 2, seconds: 60 } };

    it('sums up what is too much, at the end of its seconds, and begins anew', () => {
      let route = routeOf(options);
      const admitted = ['a', 'b', 'c', 'd', 'e'].map((id, index) =>
        route.admits(event(id, id === 'd' ? 'FAILURE' : 'WARNING', { host: `web${index % 2}` }), 100 + index),
      );
      assert.deepEqual(admitted, [true, true, false, false, false]);
      route = again(route, options);
      assert.deepEqual(route.due([], 159), []);
      const [summary, ...rest] = route.due([], 160);
      assert.deepEqual(rest, []);
      assert.match(summary!.id, /^dma-[0-9a-f]{16}$/);
      assert.deepEqual(
        { ...summary, id: '' },
        {
          id: '',
          severity: 'FAILURE',
          kind: 'other',
          time: 160,
          since: 100,
          host: 'several',
          resource: 'summary',
          source: 'several/dma-summary/http-oncall',
          message: 'and 3 more: 1 FAILURE, 2 WARNING; from web0, web1',
          details: { Failures: '1', Warnings: '2', Okays: '0', Hosts: '2' },
        },
      );
      assert.deepEqual(route.due([], 1000), []);
      assert.equal(route.admits(event('f'), 161), true);
    });

    it('sums up nothing where it was not too much', () => {
      const route = routeOf(options);
      route.admits(event('a'), 100);
      assert.deepEqual(route.due([], 160), []);
      assert.equal(route.state.window, undefined);
    });

    it('tells the end of what it told, however much there is', () => {
      const route = routeOf(options);
      for (const id of ['a', 'b', 'c']) route.admits(event(id), 100);
      assert.equal(route.admits(event('a', 'OKAY'), 101), true);
      assert.equal(route.admits(event('b', 'OKAY'), 101), true);
    });

    it('ends a sum, under its id, with the last episode that it sums up, also after a restart', () => {
      let route = routeOf(options);
      for (const id of ['a', 'b', 'c', 'd']) route.admits(event(id), 100);
      const [sum, ...rest] = route.due([], 160);
      assert.deepEqual(rest, []);
      assert.equal(route.admits(event('c', 'OKAY'), 500), false);
      assert.equal(isDue(routeSchema.parse(options), route.state, 500), false);
      route = again(route, options);
      assert.equal(route.admits(event('d', 'OKAY'), 501), false);
      route = again(route, options);
      assert.equal(isDue(routeSchema.parse(options), route.state, 501), true);
      assert.deepEqual(route.due([], 501), [
        {
          ...sum,
          severity: 'OKAY',
          time: 501,
          message: 'and 2 more: 2 WARNING; from web1; all have recovered',
          details: { Failures: '0', Warnings: '2', Okays: '2', Hosts: '1' },
        },
      ]);
      assert.deepEqual(route.due([], 1000), []);
      assert.deepEqual([route.state.summed, route.state.sums], [[], []]);
    });

    it('ends each of several sums, and at once one whose episodes ended before it was told', () => {
      const route = routeOf(options);
      for (const id of ['a', 'b', 'c']) route.admits(event(id), 100);
      const [first] = route.due([], 160);
      for (const id of ['d', 'e', 'f']) route.admits(event(id), 200);
      const [second] = route.due([], 260);
      assert.notEqual(first!.id, second!.id);
      route.admits(event('f', 'OKAY'), 261);
      assert.deepEqual(
        route.due([], 261).map(({ id, severity }) => [id, severity]),
        [[second!.id, 'OKAY']],
      );
      for (const id of ['g', 'h', 'i']) route.admits(event(id), 300);
      route.admits(event('i', 'OKAY'), 301);
      const third = route.due([], 360);
      assert.deepEqual(
        third.map(({ severity }) => severity),
        ['WARNING', 'OKAY'],
      );
      assert.equal(third[0]!.id, third[1]!.id);
      route.admits(event('c', 'OKAY'), 400);
      assert.deepEqual(
        route.due([], 400).map(({ id, severity }) => [id, severity]),
        [[first!.id, 'OKAY']],
      );
    });

    it('ends a sum also while it is muted, and not before an episode of it that was told alone', () => {
      const both = { ...options, mute: ['22:00..06:00'] };
      const route = routeOf(both);
      for (const id of ['a', 'b', 'c']) route.admits(event(id), saturday(20));
      assert.equal(route.due([], saturday(21)).length, 1);
      assert.equal(route.admits(event('c', 'FAILURE'), saturday(21)), true);
      assert.deepEqual(route.due([], saturday(21.5)), []);
      assert.equal(route.admits(event('c', 'OKAY'), saturday(23)), true);
      assert.equal(isDue(routeSchema.parse(both), route.state, saturday(23)), true);
      assert.deepEqual(
        route.due([], saturday(23)).map(({ severity, resource }) => [severity, resource]),
        [['OKAY', 'summary']],
      );
    });

    it('knows the episodes of a window that an older version began', () => {
      const route = routeOf(options, {
        ...nothing,
        summed: ['c'],
        window: {
          start: 100,
          events: 2,
          summed: { OKAY: 0, WARNING: 1, FAILURE: 0 },
          hosts: ['web1'],
        },
      });
      assert.equal(route.due([], 160).length, 1);
      route.admits(event('c', 'OKAY'), 170);
      assert.equal(route.due([], 170)[0]!.severity, 'OKAY');
    });

    it('lists as open what was summed up, for receivers that hold a state', () => {
      const route = routeOf(options);
      const open = ['a', 'b', 'c'].map((id) => event(id));
      for (const each of open) route.admits(each, 100);
      assert.deepEqual(openFor(route.state, open), open);
      const [sum] = route.due([], 160);
      assert.deepEqual(openFor(route.state, open), [...open, sum], 'and the sum');
      route.admits(event('c', 'OKAY'), 170);
      assert.deepEqual(openFor(route.state, open.slice(0, 2)), open.slice(0, 2));
    });

    it('tells that something that was summed up has become worse', () => {
      const route = routeOf(options);
      for (const id of ['a', 'b', 'c']) route.admits(event(id), 100);
      route.due([], 160);
      assert.equal(route.admits(event('c', 'FAILURE'), 170), true);
      assert.equal(route.admits(event('c', 'OKAY'), 171), true);
    });

    it('names some hosts and counts the others', () => {
      const route = routeOf(options);
      for (let host = 0; host < 1200; host++)
        route.admits(event(`${host}`, 'WARNING', { host: `h${host}` }), 1);
      const [summary] = route.due([], 100);
      assert.equal(
        summary!.message,
        'and 1198 more: 1198 WARNING; from h2, h3, h4, h5, h6 and 995 more hosts',
      );
    });

    it('names all of five hosts, and belongs to the host when there is one', () => {
      for (const hosts of [['h1'], ['h1', 'h2', 'h3', 'h4', 'h5']]) {
        const route = routeOf({ atMost: { events: 1, seconds: 60 } });
        route.admits(event('first'), 1);
        for (const host of hosts) route.admits(event(host, 'WARNING', { host }), 1);
        const [sum] = route.due([], 100);
        assert.equal(sum!.host, hosts.length === 1 ? 'h1' : 'several');
        assert.equal(
          sum!.message,
          `and ${hosts.length} more: ${hosts.length} WARNING; from ${hosts.join(', ')}`,
        );
      }
    });

    it('ends a sum no earlier than it began when the clock was set back', () => {
      const route = routeOf(options);
      for (const id of ['a', 'b', 'c']) route.admits(event(id), 100);
      route.due([], 160);
      route.admits(event('c', 'OKAY'), 50);
      assert.equal(route.due([], 50)[0]!.time, 160);
    });

    it('does not wait for the clock to come back when that was set back', () => {
      const route = routeOf(options);
      for (const id of ['a', 'b', 'c']) route.admits(event(id), 1000);
      assert.equal(route.due([], 10).length, 1);
    });

    it('limits also what a mute has held back', () => {
      const both = { ...options, mute: ['22:00..06:00'] };
      const route = routeOf(both);
      const open = ['a', 'b', 'c'].map((id) => event(id));
      for (const each of open) route.admits(each, saturday(23));
      assert.equal(route.due(open, saturday(30)).length, 2);
      assert.match(route.due(open, saturday(31))[0]!.message, /^and 1 more/);
    });
  });

  it('of a new receiver tells what is open already, as far as it is let through', () => {
    const open = [event('a'), event('b', 'FAILURE')];
    const route = routeOf({ minimumSeverity: 'FAILURE' }, newRouteState(open));
    assert.deepEqual(route.due(open, 0), [open[1]]);
  });
});
