import assert from 'node:assert/strict';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { configured as configuredIn } from '../../../support/configured.ts';

function configured(notifiers: string) {
  return configuredIn(`notifiers: ${notifiers}`).notifiers;
}

describe("a notifier's route in dma.yaml", () => {
  it('is taken out of its options', () => {
    const [log] = configured(
      '{log: {file: /x, route: {minimumSeverity: FAILURE, atMost: {events: 1, seconds: 60}}}}',
    );
    assert.equal(log!.route.minimumSeverity, 'FAILURE');
    assert.deepEqual(log!.route.atMost, { events: 1, seconds: 60 });
  });

  it('lets everything through when it is missing', () => {
    for (const notifiers of ['{log: {}}', '{log: }', '{log: {route: }}'])
      assert.deepEqual(configured(notifiers)[0]!.route, { minimumSeverity: 'WARNING', mute: [] });
  });

  it('may be another one for each of several notifiers of a kind', () => {
    const all = configured(
      '{http: {url: "http://a"}, http-on.call_2: {url: "http://b", route: {hosts: [a]}}}',
    );
    assert.deepEqual(
      all.map(({ name, notifier, route }) => [name, notifier.name, route.hosts?.length]),
      [
        ['http', 'http', undefined],
        ['http-on.call_2', 'http', 1],
      ],
    );
    for (const each of all) each.close();
  });

  const times =
    'expected local times such as "22:00..06:00", "Sat 22:00..Sun 06:00" or "2026-12-01 10:00..2026-12-01 12:00"';
  const names = 'expected a list of names with *, ? and {a,b}, such as [memory, "disk*"]';
  const wrong: Record<string, string> = {
    '{log: {route: {target: [a]}}}': 'notifiers.log.route.target: there is no such option',
    '{log-x: {route: {minimumSeverity: OKAY}}}':
      'notifiers.log-x.route.minimumSeverity: must be one of WARNING, FAILURE, not "OKAY"',
    '{log: {route: {targets: memory}}}': `notifiers.log.route.targets: ${names}, not "memory"`,
    '{log: {route: {hosts: []}}}': 'notifiers.log.route.hosts: name at least one, or leave it out, not []',
    '{log: {route: {mute: "22:00..06:00"}}}': `notifiers.log.route.mute: expected a list, such as ["22:00..06:00"], not "22:00..06:00"`,
    '{log: {route: {mute: ["22:00"]}}}': `notifiers.log.route.mute.0: ${times}, not "22:00"`,
    '{log: {route: {atMost: {events: 0, seconds: 1}}}}':
      'notifiers.log.route.atMost.events: must be at least 1, not 0',
    '{log: {route: {atMost: {events: 5}}}}':
      'notifiers.log.route.atMost.seconds: is missing (must be a number)',
    '{log: {fil: x, route: {}}}': 'notifiers.log.fil: there is no such option',
    '{pigeon-x: {}}': 'notifiers.pigeon-x: there is no such notifier; there are log, http, ',
    '{log-../x: {}}':
      'notifiers.log-../x: after "log-" come 1 to 60 letters, digits, "_", "." or "-", such as log-oncall',
    '{nova-x: {route: {atMost: {events: 1, seconds: 1}}}}':
      'notifiers.nova-x.route.atMost: nova cannot be limited, because it acts on each event and a summary names none; leave it out',
    [`{log-${'x'.repeat(61)}: {}}`]: `notifiers.log-${'x'.repeat(61)}: after "log-" come 1 to 60 letters, digits, "_", "." or "-", such as log-oncall`,
    '{"log-a\\nb": {}}':
      'notifiers.log-a b: after "log-" come 1 to 60 letters, digits, "_", "." or "-", such as log-oncall',
    '{log-: {}}':
      'notifiers.log-: after "log-" come 1 to 60 letters, digits, "_", "." or "-", such as log-oncall',
  };
  for (const [text, message] of Object.entries(wrong)) {
    it(`is refused in one line for ${text}`, () => {
      assert.throws(
        () => configured(text),
        (error: Error) => {
          assert.ok(error instanceof ConfigError, error.stack);
          // More notifiers may come.
          const unplaced = error.message.replace(/^f:\d+:\d+: /, '');
          assert.ok(unplaced.startsWith(message), error.message);
          return true;
        },
      );
    });
  }
});
