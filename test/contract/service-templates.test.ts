import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AlertEvent, Severity } from '../../notifiers/event/alert-event.ts';
import { alertText, toAscii } from '../../notifiers/event/alert-text.ts';
import type { Notifier } from '../../notifiers/notifier.ts';
import { configuredNotifiers } from '../../plugins/config/configured-notifiers.ts';
import { parseConfigText } from '../../plugins/config/config-text.ts';
import {
  jsonAnswer,
  startLoopbackServer,
  type Answer,
  type LoopbackServer,
  type ReceivedRequest,
} from '../../tools/dummies/loopback-server.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { exampleBatch, exampleContext, exampleEvent, exampleTime } from '../support/example-event.ts';
import { exampleAlertContext, exampleCulprit } from '../support/example-context.ts';
import { assertHasRow } from '../support/readme-row.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import * as chats from '../support/stand-ins/chats.ts';
import * as incidents from '../support/stand-ins/incidents.ts';
import * as pushesAndLogs from '../support/stand-ins/pushes-and-logs.ts';
import { emptyMemory, Refusal, type ServiceMemory, type StandIn } from '../support/stand-ins/stand-in.ts';

const { oncall, ...otherIncidents } = incidents;
const standIns: Readonly<Record<string, StandIn>> = {
  ...chats,
  ...otherIncidents,
  'grafana-oncall': oncall,
  ...pushesAndLogs,
};

const folder = join(packageRoot, 'conf/templates');
const templates = readdirSync(folder).map((file) => basename(file, '.yaml'));

/** Markup of every receiver. */
const hostileName =
  '<!channel> <@U1> @everyone @all *_[x](y)_* `~~~~` </b> & &lt; "q" \'r\' \\ | {s} #t ~u~ $(v) ${w}';
const hostileHost = 'web1 <b>\r\n~~~~\r\n@room @channel _*[`|{\\"\u202e\u{1f4a5}\ud800';
const longName = '<&_*"\\@\u{1f4a5}'.repeat(3000);

function episode(name: string, host = hostileHost): AlertEvent[] {
  const culprit = { ...exampleCulprit, name };
  const alertContext = exampleAlertContext({ culprits: [culprit] });
  const shared = {
    id: 'dma-1f2e',
    host,
    resource: 'memory_*<x>',
    message: `${name}\n${host}\0`,
    alertContext,
  };
  return (['WARNING', 'FAILURE', 'OKAY'] as const).map((severity, index) =>
    exampleEvent({ ...shared, severity, time: exampleTime + index }),
  );
}

/** The least that an event can have. */
function plainEpisode(): AlertEvent[] {
  return (['WARNING', 'FAILURE', 'OKAY'] as const).map((severity, index) => {
    const { value: _value, ...event } = exampleEvent({ severity, time: exampleTime + index, details: {} });
    return event;
  });
}

it('every template has a stand-in of its service, and a row in docs/services.md', () => {
  assert.deepEqual(templates.toSorted(), Object.keys(standIns).toSorted());
  for (const name of templates) assertHasRow('docs/services.md', name);
});

for (const name of templates) {
  const standIn = standIns[name]!;

  describe(`the template ${name}.yaml`, () => {
    const scratch = scratchFolder();
    let service: LoopbackServer;
    let memory: ServiceMemory;
    let requests: ReceivedRequest[];
    let notifier: Notifier;

    beforeEach(async () => {
      memory = emptyMemory();
      requests = [];
      service = await startLoopbackServer((request) => {
        requests.push(request);
        return answerOf(standIn, request, memory);
      });
      notifier = await load(name, standIn, service.url, scratch());
    });
    afterEach(async () => {
      notifier.close();
      await service.close();
    });

    const send = async (events: readonly AlertEvent[]): Promise<[Severity, string][]> => {
      const outcomes: [Severity, string][] = [];
      for (const event of events) {
        const delivery = await notifier.deliver(exampleBatch(event), new AbortController().signal);
        const open = JSON.stringify([...memory.open.values()]);
        const outcome =
          delivery.outcome === 'failed'
            ? `${delivery.message} ${answerOf(standIn, requests.at(-1)!, emptyMemory()).body}`
            : '';
        outcomes.push([event.severity, outcome || (standIn.closes ? open : 'delivered')]);
      }
      return outcomes;
    };

    for (const [title, events] of [
      ['of hostile names', episode(hostileName)],
      ['of names that are too long', episode(longName, longName)],
      ['about which little is known', plainEpisode()],
    ] as const)
      it(`brings an episode ${title}, ${standIn.closes ? 'opens one incident and closes it' : 'each event'}`, async () => {
        const outcomes = await send(events);
        assert.equal(requests.length, 3);
        if (standIn.closes) {
          const [, warning] = outcomes[0]!;
          const [, failure] = outcomes[1]!;
          assert.match(warning, /^\["?[A-Za-z0-9]+"?\]$/);
          assert.match(failure, /^\["?[A-Za-z0-9]+"?\]$/);
          // Opsgenie does not change the priority of an alert that is open.
          if (name !== 'opsgenie') assert.notEqual(warning, failure, 'the severity can be told');
          assert.deepEqual(outcomes[2], ['OKAY', '[]']);
        } else
          assert.deepEqual(
            outcomes,
            events.map(({ severity }) => [severity, 'delivered']),
          );
        assert.deepEqual(memory.live, [], 'nobody is paged, and nothing is formatted, by a name');
      });

    it('shows the text of the event with every character that people can read', async () => {
      const [warning] = episode(hostileName, 'web1');
      await send([warning!]);
      const wanted = alertText(warning!);
      assert.ok(wanted.includes(toAscii(hostileName)));
      const shown = memory.shown.find((text) => text.includes(wanted));
      assert.ok(shown !== undefined, `${wanted}\nis not in\n${memory.shown.join('\n')}`);
    });

    it('tells an answer of a proxy from one of the service, where the service has one of its own', async () => {
      const [warning] = plainEpisode();
      const proxy = await startLoopbackServer(() => ({ status: 200, body: '<html>ok, log in first</html>' }));
      const folderOfSecrets = await mkdtemp(join(scratch(), 'proxy-'));
      const behind = await load(name, standIn, proxy.url, folderOfSecrets);
      const delivery = await behind.deliver(exampleBatch(warning!), new AbortController().signal);
      await proxy.close();
      const isTold = /^ {2}expect: \{ (body|field):/m.test(
        readFileSync(join(folder, `${name}.yaml`), 'utf8'),
      );
      assert.equal(delivery.outcome, isTold ? 'failed' : 'delivered');
      if (delivery.outcome === 'failed') assert.equal(delivery.recoverable, true);
    });

    if (name === 'opentelemetry')
      it('is a failure that is not sent again where the collector refuses the record under 200', async () => {
        const refusal = { partialSuccess: { rejectedLogRecords: '1', errorMessage: 'too old' } };
        const collector = await startLoopbackServer(() => jsonAnswer(200, refusal));
        const [warning] = plainEpisode();
        const folderOfSecrets = await mkdtemp(join(scratch(), 'refusing-'));
        const refused = await load(name, standIn, collector.url, folderOfSecrets);
        const delivery = await refused.deliver(exampleBatch(warning!), new AbortController().signal);
        await collector.close();
        assert.ok(delivery.outcome === 'failed' && !delivery.recoverable, JSON.stringify(delivery));
        assert.match(delivery.message, /partialSuccess\.rejectedLogRecords is 1.*too old/);
      });

    it('says the severity', async () => {
      // Of one time, and with a context, whose text names no severity.
      await send(episode('java', 'web1').map((event) => ({ ...event, time: exampleTime })));
      assert.equal(new Set(requests.map(({ body }) => body)).size, 3);
    });

    it('meets a service that refuses what its documentation says', async () => {
      const [warning] = plainEpisode();
      await send([warning!]);
      const [request] = requests;
      const status = (differing: Partial<ReceivedRequest>): number =>
        answerOf(standIn, { ...request!, ...differing }, emptyMemory()).status;
      assert.ok(status({}) < 300);
      const { authorization: _gone, 'x-gotify-key': _too, accept: _also, ...bare } = request!.headers;
      if (Object.keys(bare).length < Object.keys(request!.headers).length)
        assert.ok(status({ headers: bare }) >= 400, 'no login');
      assert.ok(status({ url: `/x${request!.url}` }) >= 400, 'another path');
      assert.ok(status({ method: 'GET' }) >= 400, 'another method');
      assert.ok(status({ headers: { ...request!.headers, 'content-type': 'text/plain' } }) >= 400, 'no type');
      assert.ok(status({ body: `${request!.body}}` }) >= 400, 'no JSON');
      for (const [path, value] of standIn.refused)
        assert.ok(
          status({ body: changed(request!, path, value) }) >= 400,
          `${path}: ${String(value).slice(0, 40)}`,
        );
    });
  });
}

function answerOf(standIn: StandIn, request: ReceivedRequest, memory: ServiceMemory): Answer {
  try {
    return standIn.receive(request, memory);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: error.message };
  }
}

/** Loads a template as it stands under `notifiers:`, with its service here and its secrets in a folder. */
async function load(name: string, standIn: StandIn, url: string, secrets: string): Promise<Notifier> {
  const text = readFileSync(join(folder, `${name}.yaml`), 'utf8');
  for (const [, file] of text.matchAll(/\/etc\/collectd-dma\/([\w-]+)/g)) {
    const content = file!.endsWith('-url') ? url + standIn.secret : standIn.secret;
    await writeFile(join(secrets, file!), `${content}\n`, { mode: 0o600 });
  }
  const here = text
    .replaceAll('/etc/collectd-dma/', `${secrets}/`)
    .replaceAll(/^( *url: )https?:\/\/[^/]+/gm, `$1${url}`);
  const yaml = `notifiers:\n${here.replaceAll(/^(?=.)/gm, '  ')}`;
  const { notifiers } = configuredNotifiers(parseConfigText(yaml, name), () => exampleContext());
  assert.equal(notifiers.length, 1);
  const { notifier } = notifiers[0]!;
  assert.deepEqual(await notifier.checkFiles?.(), { outcome: 'delivered' });
  return notifier;
}

/** The body of a request with one field changed, or removed. */
function changed({ headers, body }: ReceivedRequest, path: string, value: unknown): string {
  if (headers['content-type']?.includes('form') === true) {
    const form = new URLSearchParams(body);
    if (value === undefined) form.delete(path);
    else form.set(path, value as string);
    return form.toString();
  }
  const json = JSON.parse(body) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  let section: Record<string, unknown> = json;
  for (const one of names) section = section[one] as Record<string, unknown>;
  if (value === undefined) delete section[last];
  else section[last] = value;
  return JSON.stringify(json);
}
