import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import {
  startCongressDummy,
  type CongressDummyOptions,
  type RunningCongressDummy,
} from '../../../../../tools/dummies/congress/congress-dummy.ts';
import type { TableChange } from '../../../../../tools/dummies/congress/congress.ts';

const applicationCredential = { id: 'app1', secret: 'app-secret', expires: 1_795_230_000 };
const rowsPath = '/v1/data-sources/doctor/tables/events/rows';

/** Starts a dummy, runs, and closes it. */
async function withDummy(
  options: CongressDummyOptions,
  run: (dummy: RunningCongressDummy) => Promise<void>,
): Promise<void> {
  const dummy = await startCongressDummy({ unknownDelaySeconds: 0, ...options });
  try {
    await run(dummy);
  } finally {
    await dummy.close();
  }
}

function passwordLogin(fields: { user?: string; password?: string; domain?: string; project?: string } = {}) {
  const { user = 'admin', password = 'secret', domain = 'Default', project = 'admin' } = fields;
  return {
    auth: {
      identity: {
        methods: ['password'],
        password: { user: { name: user, password, domain: { name: domain } } },
      },
      scope: { project: { name: project, domain: { name: 'Default' } } },
    },
  };
}

function applicationLogin(id = 'app1', secret = 'app-secret') {
  const identity = { methods: ['application_credential'], application_credential: { id, secret } };
  return { auth: { identity } };
}

async function logIn(dummy: RunningCongressDummy, body: unknown = passwordLogin()) {
  const response = await fetch(`${dummy.authUrl}/auth/tokens`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { token: { expires_at: string; catalog?: unknown[] } };
  return { status: response.status, token: response.headers.get('x-subject-token') ?? '', answer };
}

async function call(
  dummy: RunningCongressDummy,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const { token } = await logIn(dummy);
  const response = await fetch(`${dummy.congressUrl}${path}`, {
    method,
    headers: { 'x-auth-token': token, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function put(dummy: RunningCongressDummy, body: unknown) {
  return call(dummy, 'PUT', rowsPath, body);
}

async function statusWith(dummy: RunningCongressDummy, token?: string): Promise<number> {
  const headers: Record<string, string> = token === undefined ? {} : { 'x-auth-token': token };
  return (await fetch(`${dummy.congressUrl}/v1/data-sources`, { headers })).status;
}

const row = (n: number, more: object = {}) => ({
  time: '2026-11-21T02:00:00Z',
  type: 'memory',
  details: { hostname: `web${n}`, status: 'down_predict', monitor: 'm', monitor_event_id: `e${n}`, ...more },
});
const stored = (n: number) => ['2026-11-21T02:00:00Z', 'memory', `web${n}`, 'down_predict', 'm', `e${n}`];

describe("the congress dummy's Keystone", () => {
  it('gives a token in the header, and a catalog with the policy service at its own address', () =>
    withDummy({ now: () => 1_795_226_400.5 }, async (dummy) => {
      const { status, token, answer } = await logIn(dummy);
      assert.equal(status, 201);
      assert.ok(token);
      assert.equal(answer.token.expires_at, '2026-11-21T03:00:00.000000Z');
      assert.match(
        JSON.stringify(answer.token.catalog),
        new RegExp(`"type":"policy".*"${dummy.congressUrl}/"`),
      );
    }));

  it('gives a token without a catalog, good for nothing, where the scope is missing', () =>
    withDummy({}, async (dummy) => {
      const { auth } = passwordLogin();
      const { status, token, answer } = await logIn(dummy, { auth: { identity: auth.identity } });
      assert.deepEqual([status, answer.token.catalog], [201, undefined]);
      const headers = { 'x-auth-token': token };
      assert.equal((await fetch(`${dummy.congressUrl}/v1/data-sources`, { headers })).status, 403);
    }));

  it('gives the same 401 for a wrong password, user, domain, project and secret', () =>
    withDummy({ applicationCredential, now: () => 0 }, async (dummy) => {
      const answers = [];
      for (const body of [
        passwordLogin({ password: 'x' }),
        passwordLogin({ user: 'x' }),
        passwordLogin({ domain: 'x' }),
        passwordLogin({ project: 'x' }),
        applicationLogin('app1', 'x'),
      ])
        answers.push(await logIn(dummy, body));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]));
      assert.equal(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size, 1);
    }));

  it('leaves out the Z of the expiry for an expiring application credential', () =>
    withDummy({ applicationCredential, now: () => 1_795_229_000 }, async (dummy) => {
      const { status, answer } = await logIn(dummy, applicationLogin());
      assert.deepEqual([status, answer.token.expires_at], [201, '2026-11-21T03:00:00']);
    }));

  it('refuses an application credential with a scope (401) and of an unknown id (404)', () =>
    withDummy({ applicationCredential, now: () => 0 }, async (dummy) => {
      const { auth } = applicationLogin();
      const scoped = { auth: { ...auth, scope: passwordLogin().auth.scope } };
      assert.equal((await logIn(dummy, scoped)).status, 401);
      assert.equal((await logIn(dummy, applicationLogin('other'))).status, 404);
    }));

  it('answers HTML at /v2.0', () =>
    withDummy({}, async (dummy) => {
      const response = await fetch(`${dummy.congressUrl}/v2.0/tokens`, { method: 'POST', body: '{}' });
      assert.equal(response.status, 404);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
    }));

  it('answers 400 to what is no login', () =>
    withDummy({}, async (dummy) => {
      for (const body of ['', '{}', 'x']) {
        const response = await fetch(`${dummy.authUrl}/auth/tokens`, { method: 'POST', body });
        assert.equal(response.status, 400);
      }
    }));
});

describe("the congress dummy's access", () => {
  it('is 401 without a token, with a wrong, an expired or a revoked one', async () => {
    let now = 1000;
    await withDummy({ tokenSeconds: 10, now: () => now }, async (dummy) => {
      const { token } = await logIn(dummy);
      assert.equal(await statusWith(dummy), 401);
      assert.equal(await statusWith(dummy, 'x'), 401);
      assert.equal(await statusWith(dummy, token), 200);
      now = 1010;
      assert.equal(await statusWith(dummy, token), 401);
      const next = await logIn(dummy);
      assert.equal(await statusWith(dummy, next.token), 200);
      dummy.revokeTokens();
      assert.equal(await statusWith(dummy, next.token), 401);
    });
  });

  it('is 403, as bare text, for a user without the admin role', () =>
    withDummy({ isAdmin: false }, async (dummy) => {
      const { status, text, headers } = await call(dummy, 'GET', '/v1/data-sources');
      assert.equal(status, 403);
      assert.match(headers.get('content-type') ?? '', /^text\/plain/);
      assert.doesNotMatch(text, /[<{]/);
    }));

  it('names every request in X-Openstack-Request-Id', () =>
    withDummy({}, async (dummy) => {
      for (const path of ['/v1/data-sources', '/v1/x']) {
        const { headers } = await call(dummy, 'GET', path);
        assert.match(headers.get('x-openstack-request-id') ?? '', /^req-[0-9a-f-]{36}$/);
      }
    }));
});

describe("the congress dummy's data sources", () => {
  it('begin with doctor, and are found by name and by id', () =>
    withDummy({}, async (dummy) => {
      const { text } = await call(dummy, 'GET', '/v1/data-sources');
      const [doctor] = (JSON.parse(text) as { results: { id: string; name: string; driver: string }[] })
        .results;
      assert.deepEqual([doctor?.name, doctor?.driver], ['doctor', 'doctor']);
      for (const key of ['doctor', doctor!.id]) {
        assert.deepEqual(JSON.parse((await call(dummy, 'GET', `/v1/data-sources/${key}`)).text), doctor);
        assert.equal((await call(dummy, 'GET', `/v1/data-sources/${key}/tables/events/rows`)).status, 200);
      }
    }));

  it('can be none', () =>
    withDummy({ dataSources: [] }, async (dummy) => {
      assert.equal((await call(dummy, 'GET', '/v1/data-sources')).text, '{"results":[]}');
    }));

  it('are created once under a name, which holds no hyphen', () =>
    withDummy({}, async (dummy) => {
      const create = async (body: unknown) => (await call(dummy, 'POST', '/v1/data-sources', body)).status;
      assert.equal(await create({ driver: 'doctor', name: 'doctor.web_1' }), 201);
      assert.equal(await create({ driver: 'doctor', name: 'doctor.web_1' }), 409);
      assert.equal(await create({ driver: 'doctor', name: 'doctor-web' }), 400);
      assert.equal(await create({ driver: 'nova', name: 'nova' }), 400);
      assert.equal(await create('x'), 400);
      assert.deepEqual(dummy.rows('doctor.web_1'), []);
    }));

  it('answer 404 at once where unknown, but only after 5 s (here 0.05) for their tables', () =>
    withDummy({ unknownDelaySeconds: 0.05 }, async (dummy) => {
      const { token } = await logIn(dummy);
      const seconds = async (path: string) => {
        const start = performance.now();
        const response = await fetch(`${dummy.congressUrl}${path}`, { headers: { 'x-auth-token': token } });
        assert.equal(response.status, 404);
        return (performance.now() - start) / 1000;
      };
      await seconds('/v1/data-sources/nobody');
      assert.ok((await seconds('/v1/data-sources/nobody/tables/events/rows')) > 0.045);
    }));

  it('show the columns of their table', () =>
    withDummy({}, async (dummy) => {
      const { text } = await call(dummy, 'GET', '/v1/data-sources/doctor/tables/events/spec');
      const { columns } = JSON.parse(text) as { columns: { name: string }[] };
      assert.deepEqual(
        columns.map(({ name }) => name),
        ['time', 'type', 'hostname', 'status', 'monitor', 'monitor_event_id'],
      );
      assert.equal((await call(dummy, 'GET', '/v1/data-sources/doctor/schema')).text, `{"tables":[${text}]}`);
    }));
});

describe("the congress dummy's rows", () => {
  it('are replaced as a whole, with an empty answer labelled as JSON', async () => {
    const changes: TableChange[] = [];
    await withDummy({ onChange: (change) => changes.push(change) }, async (dummy) => {
      const { status, text, headers } = await put(dummy, [row(1), row(2)]);
      assert.deepEqual([status, text, headers.get('content-type')], [200, '', 'application/json']);
      await put(dummy, [row(3)]);
      assert.deepEqual(dummy.rows(), [stored(3)]);
      assert.deepEqual(
        changes.map(({ dataSource, rows }) => [dataSource, rows]),
        [
          ['doctor', [stored(1), stored(2)]],
          ['doctor', [stored(3)]],
        ],
      );
    });
  });

  it('are answered in another order than they were sent', () =>
    withDummy({}, async (dummy) => {
      await put(dummy, [row(1), row(2)]);
      const { text } = await call(dummy, 'GET', rowsPath);
      assert.deepEqual(JSON.parse(text), { results: [{ data: stored(2) }, { data: stored(1) }] });
    }));

  it('are cleared by [] and by {}', () =>
    withDummy({}, async (dummy) => {
      for (const empty of ['[]', '{}']) {
        await put(dummy, [row(1)]);
        assert.equal((await put(dummy, empty)).status, 200);
        assert.deepEqual(dummy.rows(), []);
      }
    }));

  it('become text as in Python: None, True, without other characters than ASCII; numbers stay', () =>
    withDummy({}, async (dummy) => {
      const time = null;
      const details = { hostname: 'w\u00e9b\u{1f4a5}1', status: true, monitor: 1.5, unknown: 'ignored' };
      await put(dummy, [{ time, type: false, details, other: 1 }]);
      assert.deepEqual(dummy.rows(), [['None', 'False', 'wb1', 'True', 1.5, 'None']]);
    }));

  it('come back with NaN as invalid JSON, where NaN was sent', () =>
    withDummy({}, async (dummy) => {
      const body = JSON.stringify([row(1, { hostname: 'a NaN "b' })]).replace('"m"', 'NaN');
      assert.equal((await put(dummy, body)).status, 200);
      const { text } = await call(dummy, 'GET', rowsPath);
      assert.match(text, /"a NaN \\"b","down_predict",NaN,"e1"/);
      assert.throws(() => JSON.parse(text));
    }));

  it('are a set: identical ones collapse', () =>
    withDummy({}, async (dummy) => {
      await put(dummy, [row(1), row(1), row(2)]);
      assert.deepEqual(dummy.rows(), [stored(1), stored(2)]);
    }));

  it('take time and type from details, where they are there too', () =>
    withDummy({}, async (dummy) => {
      await put(dummy, [row(1, { time: 'inner', type: 'other' })]);
      assert.deepEqual(dummy.rows(), [['inner', 'other', ...stored(1).slice(2)]]);
    }));

  it('are refused with 400 and the message details, where details is missing; nothing changes', () =>
    withDummy({}, async (dummy) => {
      await put(dummy, [row(1)]);
      const { status, text } = await put(dummy, [{ time: 'x', type: 'y' }]);
      assert.equal(status, 400);
      assert.equal((JSON.parse(text) as { error: { message: string } }).error.message, 'details');
      assert.deepEqual(dummy.rows(), [stored(1)]);
    }));

  it('make it answer 500 where details, a row or the body has the wrong type', () =>
    withDummy({}, async (dummy) => {
      for (const body of [
        '[{"details":1}]',
        '[{"details":null}]',
        '[{"details":[]}]',
        '[1]',
        '{"a":1}',
        '"x"',
        '5',
      ])
        assert.equal((await put(dummy, body)).status, 500, body);
    }));

  it('are refused with 400 where the body is no JSON, of another type, or chunked', () =>
    withDummy({}, async (dummy) => {
      assert.equal((await put(dummy, '[')).status, 400);
      assert.equal((await call(dummy, 'PUT', rowsPath, '[]', { 'content-type': 'text/plain' })).status, 400);
      assert.equal(
        (await call(dummy, 'PUT', rowsPath, '[]', { 'content-type': 'application/json; charset=UTF-8' }))
          .status,
        200,
      );
      assert.equal(await putChunked(dummy), 400);
    }));

  it('are 404 with a trailing slash, 400 in an unknown table, 501 by another method', () =>
    withDummy({}, async (dummy) => {
      assert.equal((await call(dummy, 'GET', `${rowsPath}/`)).status, 404);
      assert.equal((await call(dummy, 'GET', '/v1/data-sources/')).status, 404);
      assert.equal((await call(dummy, 'GET', '/v1/data-sources/%')).status, 404);
      assert.equal((await call(dummy, 'GET', '/v1/data-sources/doctor/tables/x/rows')).status, 400);
      for (const method of ['POST', 'DELETE', 'PATCH'])
        assert.equal((await call(dummy, method, rowsPath)).status, 501, method);
      assert.equal((await call(dummy, 'DELETE', '/v1/data-sources')).status, 501);
    }));

  it('have no table before the first PUT where the data source keeps them', () =>
    withDummy({}, async (dummy) => {
      const config = { persist_data: true };
      await call(dummy, 'POST', '/v1/data-sources', { driver: 'doctor', name: 'kept', config });
      const path = '/v1/data-sources/kept/tables/events/rows';
      assert.equal((await call(dummy, 'GET', path)).status, 404);
      assert.equal((await call(dummy, 'PUT', path, [])).status, 200);
      assert.equal((await call(dummy, 'GET', path)).status, 200);
    }));

  it('are lost in a restart, unless the data source keeps them', () =>
    withDummy({}, async (dummy) => {
      await call(dummy, 'POST', '/v1/data-sources', {
        driver: 'doctor',
        name: 'kept',
        config: { persist_data: true },
      });
      dummy.setRows([stored(1)]);
      dummy.setRows([stored(2)], 'kept');
      dummy.restart();
      assert.deepEqual([dummy.rows(), dummy.rows('kept')], [[], [stored(2)]]);
    }));

  it('of twenty concurrent writers of one row each: one row is left', () =>
    withDummy({}, async (dummy) => {
      await Promise.all(Array.from({ length: 20 }, (_, n) => put(dummy, [row(n)])));
      assert.equal(dummy.rows().length, 1);
    }));
});

async function putChunked(dummy: RunningCongressDummy): Promise<number | undefined> {
  const { token } = await logIn(dummy);
  return new Promise((resolve, reject) => {
    const headers = {
      'x-auth-token': token,
      'content-type': 'application/json',
      'transfer-encoding': 'chunked',
    };
    const request = httpRequest(`${dummy.congressUrl}${rowsPath}`, { method: 'PUT', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end('[]');
  });
}
