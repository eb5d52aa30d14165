import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import nock from 'nock';
import type { ZodError } from 'zod';
import { alertText } from '../../../../notifiers/event/alert-text.ts';
import { alertmanager } from '../../../../notifiers/alertmanager/alertmanager.ts';
import type { Notifier } from '../../../../notifiers/notifier.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import { problemsOf } from '../../../../plugins/config/option-problem.ts';
import {
  exampleBatch,
  exampleContext,
  exampleEvent,
  exampleTime,
  exampleRecord,
} from '../../../support/example-event.ts';
import { exampleAlertContext, exampleCulprit } from '../../../support/example-context.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const signal = new AbortController().signal;

interface Alert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

function make(options: object = {}): Notifier {
  return createNotifier('alertmanager', { urls: ['http://am1.test'], ...options }, exampleContext());
}

/** All alerts that a peer has been sent so far, one list for each request. */
function listen(host = 'am1.test', path = '/api/v2/alerts', status = 200): Alert[][] {
  const sent: Alert[][] = [];
  nock(`http://${host}`)
    .persist()
    .post(path)
    .reply((_url, body) => {
      sent.push(body as Alert[]);
      return [status];
    });
  return sent;
}

/** A peer that refuses requests with the alerts of these hosts. @returns the hosts of each request it took */
function refusing(hosts: readonly string[], status = 400): string[][] {
  const took: string[][] = [];
  nock('http://am1.test')
    .persist()
    .post('/api/v2/alerts')
    .reply((_url, body) => {
      const sent = (body as Alert[]).map(({ labels }) => labels['instance']!);
      if (sent.some((host) => hosts.includes(host))) return [status];
      took.push(sent);
      return [200];
    });
  return took;
}

function eventOf(host: string, severity: 'WARNING' | 'OKAY' = 'WARNING') {
  return exampleEvent({ host, id: host, source: `${host}/dma-memory/percent-risk`, severity });
}

describe('the options of the alertmanager notifier', () => {
  it('need nothing but an address', () => {
    assert.deepEqual(alertmanager.options.parse({ urls: ['http://am1:9093'] }), {
      urls: ['http://am1:9093'],
      labels: {},
      repeatSeconds: 60,
      timeoutSeconds: 10,
      headers: {},
    });
  });

  for (const [title, options, rule] of [
    ['no address', { urls: [] }, /notifiers\.alertmanager\.urls: /],
    [
      'the address of its API',
      { urls: ['http://a', 'http://SeKrEt/api/v2/alerts'] },
      /urls\.1: must be the address/,
    ],
    ['a query', { urls: ['http://a/?SeKrEt'] }, /urls\.0: must be the address/],
    ['a password in an address', { urls: ['http://u:SeKrEt@a'] }, /urls\.0: .*secrets are files/],
    [
      'a label that is ours',
      { urls: ['http://a'], labels: { severity: 'x' } },
      /must not be one of alertname/,
    ],
    ['a label name that is none', { urls: ['http://a'], labels: { 'a-b': 'x' } }, /must be a label name/],
    ['an empty label', { urls: ['http://a'], labels: { a: '' } }, /labels\.a/],
    [
      'two ways to log in',
      { urls: ['http://a'], bearerTokenFile: '/a', basicAuth: { username: 'a', passwordFile: '/b' } },
      /no use beside/,
    ],
    [
      'a placeholder, which only http has, in an address',
      { urls: ['http://a/{{SeKrEt}}'] },
      /urls\.0: must not hold \{\{: only the http notifier has placeholders/,
    ],
    [
      'a placeholder in a label',
      { urls: ['http://a'], labels: { a: '{{host}}' } },
      /labels\.a: must not hold \{\{/,
    ],
    [
      'a placeholder in a header',
      { urls: ['http://a'], headers: { 'X-A': '{{SeKrEt}}' } },
      /headers\.X-A: must not hold \{\{/,
    ],
    [
      'a placeholder in the link of an alert',
      { urls: ['http://a'], generatorUrl: 'http://a/{{SeKrEt}}' },
      /generatorUrl: must not hold \{\{/,
    ],
    [
      'a password for no proxy',
      { urls: ['http://a'], proxyAuth: { username: 'a', passwordFile: '/b' } },
      /proxyAuth: is of no use without proxy/,
    ],
    ['no repetition', { urls: ['http://a'], repeatSeconds: 0 }, /repeatSeconds/],
  ] as const) {
    it(`refuse ${title}, and show no secret`, () => {
      const { error } = alertmanager.options.safeParse(options) as { error: ZodError };
      const part = { schema: alertmanager.options, given: options, prefix: ['notifiers', 'alertmanager'] };
      const lines = problemsOf(error, part).map(({ path, rule: broken }) => `${path.join('.')}: ${broken}`);
      assert.match(lines.join('\n'), rule);
      assert.doesNotMatch(lines.join('\n'), /SeKrEt/);
    });
  }
});

describe('the alertmanager notifier', () => {
  interceptHttp();
  const scratch = scratchFolder();

  it('posts an alert that fires for four repetitions, and whose labels never change', async () => {
    const sent = listen();
    const event = exampleEvent({
      alertContext: exampleAlertContext(),
      record: exampleRecord,
      message: 'too full',
    });
    const notifier = make({ labels: { team: 'ops' }, generatorUrl: 'http://graphs.test/web1' });
    assert.deepEqual(await notifier.deliver(exampleBatch(event), signal), { outcome: 'delivered' });
    assert.deepEqual(sent, [
      [
        {
          labels: {
            team: 'ops',
            alertname: 'CollectdDmaExhaustion',
            instance: 'web1',
            resource: 'memory',
            severity: 'warning',
            source: 'web1/dma-memory/percent-risk',
          },
          annotations: {
            summary: alertText(event),
            description: 'too full',
            episode: 'web1-memory-1',
            value: '87.5',
            lead: '41 s',
            rate: '+1.9 GiB/min for 4 min',
            evidence: '2 of 3 earlier climbs that came this far reached the limit',
            record: '4 alerts in 30 days, 3 right, 1 mended, median lead 66 s',
            culprits: 'stress-ng (pid 4711) +2.1 GiB in 30 s',
          },
          startsAt: '2026-11-21T02:00:00.123Z',
          endsAt: '2026-11-21T02:04:00.123Z',
          generatorURL: 'http://graphs.test/web1',
        },
      ],
    ]);
    assert.equal(notifier.repeatSeconds, 60);
  });

  it('names each process that grew, and no lead where the limit is not in sight', async () => {
    const sent = listen();
    const culprits = [exampleCulprit, { ...exampleCulprit, name: 'java', pid: 7 }];
    const { exhaustion: _, evidence: _e, ...alertContext } = exampleAlertContext({ culprits });
    await make().deliver(exampleBatch(exampleEvent({ alertContext })), signal);
    const { annotations } = sent[0]![0]!;
    assert.deepEqual(Object.keys(annotations), ['summary', 'description', 'episode', 'value', 'culprits']);
    const grown = '+2.1 GiB in 30 s';
    assert.equal(annotations['culprits'], `stress-ng (pid 4711) ${grown}, java (pid 7) ${grown}`);
  });

  it('names a failure critical, and alerts of other kinds differently', async () => {
    const sent = listen();
    const { value: _, ...event } = exampleEvent({ severity: 'FAILURE' });
    for (const kind of ['exhaustion', 'self', 'other'] as const)
      await make().deliver(exampleBatch({ ...event, kind }), signal);
    assert.deepEqual(
      sent.map(([alert]) => [alert!.labels['alertname'], alert!.labels['severity']]),
      [
        ['CollectdDmaExhaustion', 'critical'],
        ['CollectdDmaSelf', 'critical'],
        ['CollectdThreshold', 'critical'],
      ],
    );
    assert.deepEqual(Object.keys(sent[0]![0]!.annotations), ['summary', 'description', 'episode']);
    assert.ok(!('generatorURL' in sent[0]![0]!));
  });

  it('ends what it sent before when the severity changes, when an OKAY comes, and only once', async () => {
    const sent = listen();
    const notifier = make({ repeatSeconds: 30 });
    const since = exampleTime - 60;
    const at = (seconds: number, severity: 'WARNING' | 'FAILURE' | 'OKAY') =>
      exampleEvent({ severity, since, time: since + seconds });
    for (const batch of [
      exampleBatch(at(0, 'WARNING')),
      exampleBatch(at(10, 'FAILURE')),
      { events: [], open: [at(10, 'FAILURE')] },
      exampleBatch(at(20, 'OKAY')),
      { events: [], open: [] },
    ])
      assert.equal((await notifier.deliver(batch, signal)).outcome, 'delivered');
    const start = '2026-11-21T01:59:00.123Z';
    const firing = '2026-11-21T02:02:00.123Z';
    assert.deepEqual(
      sent.map((alerts) =>
        alerts.map(({ labels, startsAt, endsAt }) => [labels['severity'], startsAt, endsAt]),
      ),
      [
        [['warning', start, firing]],
        [
          ['critical', start, firing],
          ['warning', start, '2026-11-21T01:59:10.123Z'],
        ],
        [['critical', start, firing]],
        [['critical', start, '2026-11-21T01:59:20.123Z']],
      ],
    );
  });

  it('still ends it when the attempt that should have done so failed', async () => {
    const notifier = make();
    const failure = exampleEvent({ severity: 'FAILURE' });
    const sent = listen();
    await notifier.deliver(exampleBatch(), signal);
    nock.cleanAll();
    listen('am1.test', '/api/v2/alerts', 503);
    assert.equal((await notifier.deliver(exampleBatch(failure), signal)).outcome, 'failed');
    nock.cleanAll();
    const again = listen();
    await notifier.deliver({ events: [], open: [failure] }, signal);
    assert.equal(sent.length, 1);
    assert.deepEqual(
      again[0]?.map(({ labels }) => labels['severity']),
      ['critical', 'warning'],
    );
  });

  it('never sends an alert that ends before it starts, though the clocks of hosts differ', async () => {
    const sent = listen();
    const ahead = exampleTime + 1000;
    await make().deliver(exampleBatch(exampleEvent({ since: ahead, time: ahead })), signal);
    await make().deliver(
      exampleBatch(exampleEvent({ since: ahead, time: ahead + 1, severity: 'OKAY' })),
      signal,
    );
    for (const { startsAt, endsAt } of sent.flat()) assert.ok(startsAt <= endsAt, `${startsAt} ${endsAt}`);
    assert.equal(sent.flat().length, 3);
  });

  it('sends the same to all peers, below the path of their addresses, and notes which one did not take it', async () => {
    const first = listen('am1.test', '/am/api/v2/alerts');
    const second = listen('am2.test', '/api/v2/alerts', 500);
    const notifier = make({ urls: ['http://am1.test/am//', 'http://am2.test'] });
    assert.deepEqual(await notifier.deliver(exampleBatch(), signal), {
      outcome: 'delivered',
      note: '1 of 2 peers did not take it: Alertmanager http://am2.test: answered 500',
    });
    assert.equal(first.length, 1);
    assert.deepEqual(second, first);
  });

  it('is not held up by a peer that takes the connection and then says nothing', async () => {
    listen();
    nock('http://am2.test').post('/api/v2/alerts').delay(50_000).reply(200);
    const delivery = await make({ urls: ['http://am1.test', 'http://am2.test'] }).deliver(
      exampleBatch(),
      signal,
    );
    // Had it been waited for, it would have taken it.
    assert.match(JSON.stringify(delivery), /"delivered".*http:\/\/am2\.test: silent while another/);
    nock.abortPendingRequests();
  });

  const [a, bad, c] = [eventOf('a'), eventOf('bad'), eventOf('c')] as const;

  it('fails the one event of a batch that is refused, and keeps the others alive without it', async () => {
    const took = refusing(['bad']);
    const notifier = make();
    const delivery = await notifier.deliver(exampleBatch(a, bad, c), signal);
    assert.ok(delivery.outcome === 'delivered');
    assert.deepEqual(
      delivery.failures?.map(({ event, failure }) => [event, failure.recoverable]),
      [[bad, false]],
    );
    took.length = 0;
    assert.deepEqual(await notifier.deliver({ events: [], open: [a, bad, c] }, signal), {
      outcome: 'delivered',
    });
    assert.deepEqual(took, [['a', 'c']]);
  });

  it('tells no end of an alert that was refused, and tries it again when its event comes again', async () => {
    refusing(['bad']);
    const notifier = make();
    await notifier.deliver(exampleBatch(a, bad), signal);
    const okay = await notifier.deliver({ events: [eventOf('bad', 'OKAY')], open: [a] }, signal);
    assert.deepEqual(okay, { outcome: 'delivered' });
    nock.cleanAll();
    const took = refusing([]);
    await notifier.deliver({ events: [bad], open: [a, bad] }, signal);
    assert.deepEqual(took, [['bad', 'a']]);
    took.length = 0;
    await notifier.deliver({ events: [], open: [a, bad] }, signal);
    assert.deepEqual(took, [['a', 'bad']]);
  });

  it('repeats an alert that was refused, and taken when its event came again', async () => {
    refusing(['bad']);
    const notifier = make();
    await notifier.deliver(exampleBatch(a, bad), signal);
    nock.cleanAll();
    const took = refusing([]);
    await notifier.deliver({ events: [], open: [a, bad] }, signal);
    await notifier.deliver({ events: [bad], open: [a, bad] }, signal);
    await notifier.deliver({ events: [], open: [a, bad] }, signal);
    assert.deepEqual(took, [['a'], ['bad', 'a'], ['a', 'bad']]);
  });

  it('sends what has just ended before what goes on firing', async () => {
    const sent = listen();
    await make().deliver({ events: [eventOf('c', 'OKAY')], open: [a, bad] }, signal);
    assert.deepEqual(
      sent[0]?.map(({ labels }) => labels['instance']),
      ['c', 'c', 'a', 'bad'],
    );
  });

  it('reads no file where nothing fires and nothing has ended', async () => {
    const notifier = make({ bearerTokenFile: join(scratch(), 'missing') });
    assert.deepEqual(await notifier.deliver({ events: [], open: [] }, signal), { outcome: 'delivered' });
  });

  it('checks the files of its credentials and of its proxy', async () => {
    const missing = join(scratch(), 'missing');
    const proxyAuth = { username: 'a', passwordFile: missing };
    for (const options of [{ bearerTokenFile: missing }, { proxy: 'http://proxy.test', proxyAuth }]) {
      const found = await make(options).checkFiles!();
      assert.match(
        found.outcome === 'failed' ? found.message : '',
        /^(\w+: )?cannot read \S+missing: ENOENT$/,
      );
    }
    assert.deepEqual(await make().checkFiles!(), { outcome: 'delivered' });
  });

  it('delivers an event though the alert of another episode is refused', async () => {
    refusing(['bad']);
    const delivery = await make().deliver({ events: [c], open: [a, bad, c] }, signal);
    assert.ok(delivery.outcome === 'delivered' && delivery.failures === undefined);
    assert.match(delivery.note ?? '', /the alert of bad\/.* was refused: .*answered 400$/);
  });

  it('fails an event alone when it is the one that is refused, beside others that are open', async () => {
    refusing(['bad']);
    const rejected = await make().deliver({ events: [bad], open: [a, bad, c] }, signal);
    assert.deepEqual(rejected.outcome === 'failed' && [rejected.reason, rejected.recoverable], [
      'rejected',
      false,
    ]);
    nock.cleanAll();
    refusing(['bad'], 413);
    const large = await make().deliver({ events: [bad], open: [a, bad, c] }, signal);
    assert.deepEqual(large.outcome === 'failed' && [large.reason, large.recoverable], ['too-large', true]);
  });

  it('sends headers and credentials, and nothing without them', async () => {
    const passwordFile = join(scratch(), 'password');
    const notifier = make({
      basicAuth: { username: 'a', passwordFile },
      headers: { 'X-Scope-OrgID': 'tenant' },
    });
    const sent = listen();
    const missing = await notifier.deliver(exampleBatch(), signal);
    assert.deepEqual(missing.outcome === 'failed' && [missing.reason, missing.recoverable], ['io', true]);
    assert.deepEqual(sent, []);
    nock.cleanAll();
    await writeFile(passwordFile, 'b', { mode: 0o600 });
    const reqheaders = { authorization: 'Basic YTpi', 'x-scope-orgid': 'tenant' };
    nock('http://am1.test', { reqheaders }).post('/api/v2/alerts').reply(200);
    assert.deepEqual(await notifier.deliver(exampleBatch(), signal), { outcome: 'delivered' });
  });
});
