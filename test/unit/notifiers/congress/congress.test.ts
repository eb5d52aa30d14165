import assert from 'node:assert/strict';
import nock from 'nock';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import {
  encodeCongressRows,
  formatCongressRow,
  parseCongressRows,
  sameCongressRows,
} from '../../../../notifiers/congress/row.ts';
import { createDataSource, readSchema } from '../../../../notifiers/congress/api.ts';
import { congress, defaultMonitor, openCongress } from '../../../../notifiers/congress/congress.ts';
import { CongressTable } from '../../../../notifiers/congress/table.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import { exampleBatch, exampleContext, exampleEvent, exampleTime } from '../../../support/example-event.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';

const foreign = ['2026-11-21T01:00:00Z', 'compute.host.down', 'web2', 'down', 'zabbix1', '111'];
const ours = [
  '2026-11-21T02:00:00Z',
  'memory',
  'web1',
  'down_predict',
  'collectd-dma@collector1',
  'web1-memory-1',
];

const rowsPath = '/v1/data-sources/doctor/tables/events/rows';

function congressTest() {
  return nock('http://congress.test');
}

function knowDoctor() {
  return congressTest()
    .get('/v1/data-sources')
    .reply(200, { results: [{ id: 'd1', name: 'doctor' }] });
}

function answerOf(...rows: unknown[][]): string {
  return JSON.stringify({ results: rows.map((data) => ({ data })) });
}

describe('a Congress row', () => {
  it('is six ASCII texts, with the beginning of the episode and a status that forces nothing down', () => {
    const event = exampleEvent({
      severity: 'FAILURE',
      time: exampleTime + 9,
      host: 'w\u00e9b\u{1f4a5}',
      resource: 'a\nb',
    });
    assert.deepEqual(formatCongressRow(event, 'm'), {
      time: '2026-11-21T02:00:00Z',
      type: 'a?b',
      hostname: 'w?b?',
      status: 'down_predict',
      monitor: 'm',
      monitor_event_id: 'web1-memory-1',
    });
  });

  it('is sent in another form than it is answered, and survives the way there and back', () => {
    const rows = parseCongressRows(answerOf(foreign, [1.5, 7, 'None', 'True', '', 'x']));
    assert.deepEqual(encodeCongressRows(rows), [
      {
        time: '2026-11-21T01:00:00Z',
        type: 'compute.host.down',
        details: { hostname: 'web2', status: 'down', monitor: 'zabbix1', monitor_event_id: '111' },
      },
      {
        time: 1.5,
        type: 7,
        details: { hostname: 'None', status: 'True', monitor: '', monitor_event_id: 'x' },
      },
    ]);
  });

  it('is refused rather than lost when it could not be put back as it is', () => {
    for (const row of [['a'], [...foreign, 'x'], [null, ...foreign.slice(1)], [2 ** 53, ...foreign.slice(1)]])
      assert.throws(() => parseCongressRows(answerOf(foreign, row)), /row 2 is not six texts or numbers/);
    for (const text of ['', '{}', '[]', '{"results":[{}]}', '{"results":[{"data":[NaN,1,1,1,1,1]}]}'])
      assert.throws(() => parseCongressRows(text));
  });

  it('belongs to a set: neither order nor repetition counts, but a number is no text', () => {
    const [a, b, c] = parseCongressRows(answerOf(foreign, ours, [...foreign.slice(0, 5), 111]));
    assert.equal(sameCongressRows([a!, b!], [b!, a!, a!]), true);
    assert.equal(sameCongressRows([a!], [a!, b!]), false);
    assert.equal(sameCongressRows([a!, b!], [a!]), false);
    assert.equal(sameCongressRows([a!], [c!]), false);
  });
});

describe('the options of the congress notifier', () => {
  it('need nothing where the environment has the credentials', () => {
    assert.deepEqual(congress.options.parse({}), {
      datasource: 'doctor',
      table: 'events',
      timeoutSeconds: 10,
      auth: {},
    });
  });

  it("take a data source's name or id; a name cannot hold a hyphen", () => {
    for (const datasource of ['doctor_2.a', 'doctor_{writer}', 'c1c5a3c0-63bd-4bb5-9a2f-5d1b2f0d8a11'])
      assert.equal(congress.options.parse({ datasource }).datasource, datasource);
    for (const datasource of ['doctor-2', '', 'a/b', 'doctor_{host}'])
      assert.throws(() => congress.options.parse({ datasource }));
  });

  it('name this writer in the monitor, in ASCII', () => {
    assert.equal(defaultMonitor('h\u00f6st'), 'collectd-dma@h?st');
  });

  it('refuse a monitor that Congress would change', () => {
    for (const monitor of ['', 'a b', '\u00e9']) assert.throws(() => congress.options.parse({ monitor }));
  });
});

describe('the congress notifier', () => {
  interceptHttp();
  const env: Record<string, string> = {
    OS_AUTH_URL: 'http://keystone.test',
    OS_USERNAME: 'dma',
    OS_PASSWORD: 'SeKrEt',
    OS_PROJECT_NAME: 'ops',
  };
  let tokens: number;

  beforeEach(() => {
    tokens = 0;
    logIn();
  });

  function logIn(): void {
    const catalog = [
      { type: 'policy', endpoints: [{ interface: 'public', region: 'R', url: 'http://congress.test/' }] },
    ];
    nock('http://keystone.test')
      .persist()
      .post('/v3/auth/tokens')
      .reply(() => {
        tokens += 1;
        const token = { expires_at: '2026-11-21T03:00:00.000000Z', catalog };
        return [201, { token }, { 'X-Subject-Token': `token${tokens}` }];
      });
  }

  const make = (options: object = {}) => createNotifier('congress', options, exampleContext(env));

  const deliver = (events: AlertEvent[] = [exampleEvent()], notifier = make()) =>
    notifier.deliver(exampleBatch(...events), new AbortController().signal);

  it("adds its row to other writers' rows, and looks whether it stayed", async () => {
    knowDoctor();
    const put = congressTest()
      .get(rowsPath)
      .reply(200, answerOf(foreign))
      .put(rowsPath, JSON.stringify(encodeCongressRows(parseCongressRows(answerOf(foreign, ours)))))
      .matchHeader('x-auth-token', 'token1')
      .matchHeader('content-type', 'application/json')
      .reply(200, '', { 'Content-Type': 'application/json' })
      .get(rowsPath)
      .reply(200, answerOf(ours, foreign));
    assert.deepEqual(await deliver(), { outcome: 'delivered' });
    put.done();
  });

  it('writes nothing when nothing would change', async () => {
    knowDoctor();
    congressTest().get(rowsPath).reply(200, answerOf(ours, foreign));
    assert.deepEqual(await deliver(), { outcome: 'delivered' });
  });

  it('makes rows of resources that run out only', async () => {
    knowDoctor();
    congressTest().get(rowsPath).reply(200, answerOf(foreign));
    const events = (['anomaly', 'self', 'other'] as const).map((kind) => exampleEvent({ kind }));
    assert.deepEqual(await deliver(events), { outcome: 'delivered' });
  });

  it('fails recoverably when another writer was faster', async () => {
    knowDoctor();
    congressTest()
      .get(rowsPath)
      .reply(200, answerOf())
      .put(rowsPath)
      .reply(200)
      .get(rowsPath)
      .reply(200, answerOf(foreign));
    assert.deepEqual(await deliver(), {
      outcome: 'failed',
      reason: 'bad-answer',
      recoverable: true,
      message: 'Congress: another writer replaced the table at the same time',
    });
  });

  it('writes nothing when a row could not be put back', async () => {
    knowDoctor();
    congressTest()
      .get(rowsPath)
      .reply(200, answerOf([null, ...foreign.slice(1)]));
    const delivery = await deliver();
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable], ['bad-answer', true]);
    assert.match(
      delivery.message,
      /row 1 is not six texts or numbers; nothing was changed, so that no row is lost$/,
    );
  });

  it('asks for an unknown data source by the list, which answers at once, and says how to create it', async () => {
    congressTest()
      .get('/v1/data-sources')
      .reply(200, { results: [{ id: 'd1', name: 'nova' }] });
    const delivery = await deliver();
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable], ['not-found', true]);
    assert.match(
      delivery.message,
      /no data source doctor; create it with "dma events create-datasource --name doctor"$/,
    );
  });

  it('looks for the data source once, and again after a failure', async () => {
    const notifier = make();
    knowDoctor();
    congressTest().get(rowsPath).times(2).reply(200, answerOf(ours)).get(rowsPath).reply(404);
    await deliver(undefined, notifier);
    await deliver(undefined, notifier);
    assert.equal((await deliver(undefined, notifier)).outcome, 'failed');
    const again = knowDoctor();
    congressTest().get(rowsPath).reply(200, answerOf(ours));
    assert.deepEqual(await deliver(undefined, notifier), { outcome: 'delivered' });
    again.done();
  });

  it('gets a new token once when the first is refused, and repeats the request with it', async () => {
    congressTest().get('/v1/data-sources').matchHeader('x-auth-token', 'token1').reply(401);
    congressTest()
      .get('/v1/data-sources')
      .matchHeader('x-auth-token', 'token2')
      .reply(200, { results: [{ id: 'd1', name: 'doctor' }] })
      .get(rowsPath)
      .reply(200, answerOf(ours));
    assert.deepEqual(await deliver(), { outcome: 'delivered' });
    assert.equal(tokens, 2);
  });

  it('gives up when the second token is refused too', async () => {
    congressTest().get('/v1/data-sources').times(2).reply(401);
    const delivery = await deliver();
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable], ['unauthorized', true]);
    assert.equal(tokens, 2);
  });

  it('does not retry a 500 that blames our rows, but any other', async () => {
    for (const [body, reason, recoverable] of [
      [{ error: { message: "'str' object has no attribute 'items'" } }, 'rejected', false],
      [{ error: { message: 'Internal server error' } }, 'server-error', true],
      ['<html>object has no attribute</html>', 'server-error', true],
    ] as const) {
      nock.cleanAll();
      knowDoctor();
      congressTest()
        .get(rowsPath)
        .reply(200, answerOf())
        .put(rowsPath)
        .reply(500, body, { 'X-Openstack-Request-Id': 'req-7' });
      logIn();
      const delivery = await deliver();
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], [reason, recoverable]);
      assert.match(delivery.message, /answered 500 \(req-7\)/);
    }
  });

  it('retries the same words where they are not of Congress itself', async () => {
    const blame = JSON.stringify({ error: { message: "'str' object has no attribute 'items'" } });
    for (const [status, body, recoverable] of [
      [503, blame, true],
      [500, `\n${blame}`, false],
    ] as const) {
      nock.cleanAll();
      logIn();
      knowDoctor();
      congressTest().get(rowsPath).reply(200, answerOf()).put(rowsPath).reply(status, body);
      const delivery = await deliver();
      assert.ok(delivery.outcome === 'failed');
      assert.equal(delivery.recoverable, recoverable);
      const cause = "it can't make rows of what it was sent";
      assert.equal(delivery.message.includes(cause), !recoverable, delivery.message);
    }
  });

  it('fails when the table cannot be read again after it was written', async () => {
    knowDoctor();
    congressTest().get(rowsPath).reply(200, answerOf()).put(rowsPath).reply(200).get(rowsPath).reply(503);
    const delivery = await deliver();
    assert.equal(delivery.outcome === 'failed' && delivery.reason, 'server-error');
  });

  it('takes a table for empty only where Congress says that there is none yet', async () => {
    const missing = JSON.stringify({ error: { message: 'tablename events does not exist' } });
    for (const [status, body, reason] of [
      [404, missing, undefined],
      [404, '', 'not-found'],
      [503, missing, 'server-error'],
    ] as const) {
      knowDoctor();
      congressTest().get(rowsPath).reply(status, body);
      const name = { datasource: 'doctor', table: 'events' };
      const listed = await new CongressTable(accessOf(), name, () => exampleTime).list();
      if (reason === undefined) assert.deepEqual(listed, { kind: 'rows', rows: [] });
      else assert.equal(listed.kind === 'failed' && listed.delivery.reason, reason);
    }
  });

  it('reads the files of its credentials when they are checked', async () => {
    const password = { passwordFile: '/nowhere/password' };
    const delivery = await make({ auth: password }).checkFiles!();
    assert.equal(delivery.outcome === 'failed' && delivery.message, 'cannot read /nowhere/password: ENOENT');
    assert.deepEqual(await make().checkFiles!(), { outcome: 'delivered' });
  });

  it('takes 500 to the same rows for final after five minutes and five answers, but none of a proxy', async () => {
    let now = exampleTime;
    const notifier = createNotifier('congress', {}, { ...exampleContext(env), now: () => now });
    const attempt = async (seconds: number, body: unknown = own, event = exampleEvent()) => {
      now = exampleTime + seconds;
      knowDoctor();
      congressTest().get(rowsPath).reply(200, answerOf()).put(rowsPath).reply(500, JSON.stringify(body));
      const delivery = await deliver([event], notifier);
      assert.ok(delivery.outcome === 'failed');
      return `${delivery.reason} ${delivery.recoverable}`;
    };
    const own = { error: { message: 'Internal server error' } };
    for (const seconds of [0, 1, 3, 7, 15, 31, 299])
      assert.equal(await attempt(seconds), 'server-error true', `after ${seconds} s`);
    assert.equal(await attempt(301, '<html>'), 'server-error true');
    assert.equal(await attempt(301), 'rejected false');
    assert.equal(await attempt(302), 'rejected false');
    const other = exampleEvent({ id: 'other' });
    for (const seconds of [303, 700, 701, 702])
      assert.equal(await attempt(seconds, own, other), 'server-error true', `after ${seconds} s`);
    assert.equal(await attempt(703, own, other), 'rejected false');
  });

  it('takes an empty or HTML answer for no rows, and then writes nothing', async () => {
    for (const [status, body, reason] of [
      [200, '', 'bad-answer'],
      [200, '<html>', 'bad-answer'],
      [503, '<html>', 'server-error'],
    ] as const) {
      knowDoctor();
      congressTest().get(rowsPath).reply(status, body);
      const delivery = await deliver();
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], [reason, true]);
      assert.doesNotMatch(delivery.message, /html/);
    }
  });

  it('goes to the given endpoint instead of the one in the catalog', async () => {
    const elsewhere = nock('http://elsewhere.test')
      .get('/policy/v1/data-sources')
      .reply(200, { results: [{ id: 'd1', name: 'doctor' }] })
      .get(`/policy${rowsPath}`)
      .reply(200, answerOf(ours));
    const delivery = await deliver(undefined, make({ endpoint: 'http://elsewhere.test/policy/' }));
    assert.deepEqual(delivery, { outcome: 'delivered' });
    elsewhere.done();
  });

  it('takes what is no list of data sources for something else than Congress', async () => {
    for (const body of ['', '<html>', '{"results":[{}]}']) {
      congressTest().get('/v1/data-sources').reply(200, body);
      const delivery = await deliver();
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], ['bad-answer', true]);
      assert.match(delivery.message, /is this Congress\?/);
    }
  });

  const accessOf = () => openCongress(congress.options.parse({}), exampleContext(env)).access;
  const create = () => createDataSource(accessOf(), 'new', true);
  const read = () => readSchema(accessOf(), 'doctor');

  describe('for its data sources', () => {
    for (const [title, call, method, path, status, body, expected] of [
      ['creation with an empty answer', create, 'POST', '', 201, '', 'bad-answer false'],
      ['creation answered without a name', create, 'POST', '', 201, '{"id":1}', 'bad-answer false'],
      ['creation that exists', create, 'POST', '', 409, '', 'rejected false'],
      ['creation without the role', create, 'POST', '', 403, '', 'forbidden true'],
      ['creation while Congress is down', create, 'POST', '', 503, '', 'server-error true'],
      ['schema of an unknown one', read, 'GET', '/doctor/schema', 404, '', 'not-found false'],
      [
        'schema without a list of tables',
        read,
        'GET',
        '/doctor/schema',
        200,
        '{"tables":1}',
        'bad-answer false',
      ],
      ['schema in HTML', read, 'GET', '/doctor/schema', 200, '<html>', 'bad-answer false'],
      ['schema while Congress is down', read, 'GET', '/doctor/schema', 503, '', 'server-error true'],
    ] as const)
      it(`tells what came of a ${title}`, async () => {
        nock('http://congress.test').intercept(`/v1/data-sources${path}`, method).reply(status, body);
        const answer = await call();
        assert.ok(answer.kind === 'failed');
        const { reason, recoverable, message } = answer.delivery;
        assert.equal(`${reason} ${recoverable}`, expected);
        assert.ok(
          message.startsWith(`${method} http://congress.test/v1/data-sources${path}: answered ${status}`),
        );
        assert.equal(message.includes('the admin role'), status === 403);
      });

    it('tells that Congress cannot be reached', async () => {
      for (const call of [create, read]) {
        const answer = await call();
        assert.ok(answer.kind === 'failed');
        assert.match(answer.delivery.message, /^(POST|GET) http:\/\/congress\.test\/v1\/data-sources/);
      }
    });
  });
});
