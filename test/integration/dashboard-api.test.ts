import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { nodeDisk } from '../../plugins/files/node-disk.ts';
import { FeedbackFiles } from '../../plugins/spool/feedback-files.ts';
import { SilenceFiles } from '../../plugins/spool/silence-files.ts';
import { DashboardStage, hostileHost, stageToken, type StageAnswer } from '../support/dashboard-stage.ts';
import { until } from '../support/until.ts';
import { openId } from '../support/watched-past.ts';

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, { content: { 'application/json': { schema: object } } }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Values for the parameters of routes. */
const sample: Readonly<Record<string, string>> = {
  target: 'memory',
  series: 'web1/memory/memory-used',
  host: 'web1',
  label: 'by-minute:mem',
  id: openId,
};

/** The API of the compiled `dma dashboard`, with a real Redis and a spool. */
describe('the API of dma dashboard', function () {
  let folder: string;
  let stage: DashboardStage;
  let description: Description;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-api-'));
    stage = await DashboardStage.start(folder, `cache: {unixsock: ${folder}/collectd.sock}\n`);
    description = await stage.json('/api/v1/openapi.json');
  });

  after(async function () {
    await stage.stop();
    rmSync(folder, { recursive: true });
  });

  /** Holds the answer against the description. */
  function described(path: string, method: string, { status, text }: StageAnswer): unknown {
    const { responses } = description.paths[path]![method]!;
    const response = responses[status];
    assert.ok(response, `${method} ${path} answers ${status}, which is not described: ${text}`);
    const answer = JSON.parse(text) as unknown;
    const { success, error } = z
      .fromJSONSchema(response.content['application/json'].schema as never)
      .safeParse(answer);
    assert.ok(success, `${method} ${path}: ${error?.message} in ${text.slice(0, 500)}`);
    return answer;
  }

  it('answers each request for reading as its OpenAPI description says', async function () {
    const reading = Object.entries(description.paths).flatMap(([path, { get }]) =>
      get ? [[path, get] as const] : [],
    );
    assert.ok(reading.length >= 10, `${reading.length} routes`);
    for (const [path, { parameters }] of reading) {
      const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(sample[name]!));
      const needed = parameters.filter((one) => one.in === 'query' && one.required).map(({ name }) => name);
      const query = new URLSearchParams(
        Object.fromEntries(needed.map((name) => [name, sample[name]!])),
      ).toString();
      const answer = await stage.ask(`${filled}?${query}`);
      assert.equal(answer.status, 200, `${path}: ${answer.text}`);
      described(path, 'get', answer);
    }
  });

  it('answers wrong requests as its description says, in one line that names the fault', async function () {
    const json = { authorization: `Bearer ${stageToken}` };
    const wrong: readonly (readonly [string, string, string, number, RegExp, unknown?])[] = [
      ['get', '/api/v1/series', '/api/v1/series?limit=501', 400, /limit: /],
      ['get', '/api/v1/series', '/api/v1/series?offset=-1', 400, /offset: /],
      [
        'get',
        '/api/v1/series/history',
        '/api/v1/series/history?target=memory&series=none',
        404,
        /no such series/,
      ],
      ['get', '/api/v1/episodes', '/api/v1/episodes?host=%5B', 400, /host: .*wildcards/],
      ['get', '/api/v1/episodes/{id}', '/api/v1/episodes/none', 404, /no such episode/],
      [
        'post',
        '/api/v1/episodes/{id}/feedback',
        '/api/v1/episodes/none/feedback',
        404,
        /no such/,
        { verdict: 'real' },
      ],
      ['post', '/api/v1/episodes/{id}/feedback', `/api/v1/episodes/${openId}/feedback`, 400, /verdict: /, {}],
      ['post', '/api/v1/silences', '/api/v1/silences', 400, /say what to silence/, { duration: '2h' }],
      ['post', '/api/v1/silences', '/api/v1/silences', 400, /^duration: /, { host: '*', duration: 'long' }],
      [
        'post',
        '/api/v1/silences',
        '/api/v1/silences',
        400,
        /Unrecognized key/,
        { host: '*', duration: '1h', x: 1 },
      ],
      ['post', '/api/v1/silences', '/api/v1/silences', 400, /not JSON/, '{"host":'],
      ['delete', '/api/v1/silences/{id}', '/api/v1/silences/00000000', 404, /no such silence/],
      ['post', '/api/perf/{host}/{epoch}', '/api/perf/phone/yesterday', 400, /epoch seconds/, { cpu: 1 }],
      ['post', '/api/perf/{host}/{epoch}', '/api/perf/phone/99999999999', 400, /ahead/, { cpu: 1 }],
      [
        'post',
        '/api/perf/{host}/{epoch}',
        '/api/perf/phone/1',
        400,
        /"cpu" is not a number/,
        { cpu: 'much' },
      ],
      ['post', '/api/perf/{host}/{epoch}', '/api/perf/phone/1', 400, /slash/, { 'a/b': 1 }],
      ['post', '/api/perf/{host}/{epoch}', '/api/perf/phone/1', 503, /socket cannot be used/, { cpu: 1 }],
    ];
    for (const [method, path, asked, status, message, body] of wrong) {
      const answer = await stage.ask(asked, { method: method.toUpperCase(), body, headers: json });
      assert.equal(answer.status, status, `${asked}: ${answer.text}`);
      assert.match((described(path, method, answer) as { error: string }).error, message);
      assert.equal(answer.text.trim().split('\n').length, 1);
    }
  });

  it('lists the series of hostile hosts, filters them and finds them again by their names', async function () {
    const { series } = await stage.json<{ series: { host: string; series: string; target: string }[] }>(
      '/api/v1/series?limit=2&offset=1',
    );
    assert.deepEqual(
      series.map(({ host }) => host),
      [hostileHost, 'db1'],
    );
    const { series: name, target } = series[0]!;
    const query = new URLSearchParams({ series: name, target }).toString();
    const one = await stage.json<{ series: { host: string }; samples: number[][]; forecasts: number[][] }>(
      `/api/v1/series/history?${query}`,
    );
    assert.equal(one.series.host, hostileHost);
    assert.ok(one.samples.length > 500 && one.forecasts.length === 1, `${one.samples.length} samples`);
    const perf = await stage.json<Record<string, unknown>>(
      `/api/perf/${encodeURIComponent(hostileHost)}/USED`,
    );
    assert.deepEqual(Object.keys(perf), [
      'summary:by-minute:memory/memory-used',
      'summary:by-hour:memory/memory-used',
    ]);
    const { total } = await stage.json<{ total: number }>('/api/v1/series?filter=memory%20b%3E');
    assert.equal(total, 1);
  });

  it('adds and expires a silence that dma deliver sees, and says who did it', async function () {
    const wish = { host: 'web*', duration: '2h', comment: 'by <b>test</b>', by: 'ada' };
    const added = await stage.ask('/api/v1/silences', { method: 'POST', body: wish });
    const { id, by } = described('/api/v1/silences', 'post', added) as { id: string; by: string };
    const files = new SilenceFiles(nodeDisk, stage.spool);
    assert.deepEqual(
      files.all().silences.map((one) => [one.id, one.host, one.by]),
      [[id, 'web*', by]],
    );
    const { series } = await stage.json<{ series: { host: string; silence?: string }[] }>('/api/v1/series');
    assert.equal(series.find(({ host }) => host === 'web1')?.silence, id);
    const { silences } = await stage.json<{ silences: { id: string }[] }>('/api/v1/silences');
    assert.deepEqual(
      silences.map((one) => one.id),
      [id],
    );
    const expired = await stage.ask(`/api/v1/silences/${id}`, { method: 'DELETE' });
    assert.deepEqual(described('/api/v1/silences/{id}', 'delete', expired), { expired: [id] });
    assert.deepEqual(files.all().silences, []);
  });

  it('keeps what a person says of an open alert and of one that has ended', async function () {
    for (const id of [openId, 'dma-1111111111111111']) {
      const body = { verdict: 'mended', note: 'restarted', by: 'ada' };
      const path = '/api/v1/episodes/{id}/feedback';
      described(path, 'post', await stage.ask(path.replace('{id}', id), { method: 'POST', body }));
      const kept = new FeedbackFiles(nodeDisk, stage.spool).of(id);
      assert.deepEqual([kept?.verdict, kept?.note, kept?.by], ['mended', 'restarted', 'ada']);
    }
    const { ended } = await stage.json<{ ended: { outcome: string } }>(
      '/api/v1/episodes/dma-1111111111111111',
    );
    assert.equal(ended.outcome, 'mended');
  });

  it('changes nothing without the token, nor for a page of another site', async function () {
    const body = { host: '*', duration: '1h' };
    const forms = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { origin: 'http://evil.example' }, forms]) {
      const answer = await stage.ask('/api/v1/silences', { method: 'POST', body, headers });
      assert.ok([401, 403].includes(answer.status), `${answer.status}`);
    }
    assert.deepEqual(new SilenceFiles(nodeDisk, stage.spool).all().silences, []);
  });

  it('gives posted values to collectd, whatever their type, and says what it refuses', async function () {
    const lines: string[] = [];
    const server = fakeCollectd(join(folder, 'collectd.sock'), lines);
    await once(server, 'listening');
    try {
      const epoch = Math.floor(Date.now() / 1000);
      const headers = { authorization: `Bearer ${stageToken}`, 'content-type': 'text/plain' };
      const posted = { cpu: 4.5, 'mem "x"': '77' };
      const path = '/api/perf/{host}/{epoch}';
      const asked = { method: 'POST', body: posted, headers };
      const answer = await stage.ask(`/api/perf/my%20phone/${epoch}?interval=5`, asked);
      assert.deepEqual(described(path, 'post', answer), { taken: 2 });
      assert.deepEqual(lines, [
        `PUTVAL "my phone/perf/gauge-cpu" interval=5.000 ${epoch}.000:4.5`,
        String.raw`PUTVAL "my phone/perf/gauge-mem \"x\"" interval=5.000 ${epoch}.000:77`,
      ]);
      const refused = await stage.ask(`/api/perf/refused/${epoch}`, { method: 'POST', body: { cpu: 1 } });
      assert.equal(refused.status, 502);
      described(path, 'post', refused);
    } finally {
      server.close();
    }
  });

  it('says that the spool cannot be read, and goes on with what it has', async function () {
    // A file in the place of a folder cannot be listed, not even by root.
    rmSync(join(stage.spool, 'history'), { recursive: true });
    writeFileSync(join(stage.spool, 'history'), '');
    const answer = await until('the history to be missed', 60, async () => {
      const asked = await stage.ask('/api/v1/episodes');
      return asked.status !== 200 && asked;
    });
    assert.equal(answer.status, 503);
    described('/api/v1/episodes', 'get', answer);
    assert.equal((await stage.ask('/api/v1/series')).status, 200);
  });

  it('answers 404 for a series that has gone since it was listed', async function () {
    const history = '/api/v1/series/history?target=memory&series=db1/memory/memory-used';
    assert.equal((await stage.ask(history)).status, 200);
    await stage.redis.client.del('collectd/db1/memory/memory-used');
    const gone = await until('it to be missed', 60, async () => {
      const answer = await stage.ask(history);
      return answer.status !== 200 && answer;
    });
    assert.equal(gone.status, 404, gone.text);
    const { total } = await stage.json<{ total: number }>('/api/v1/series');
    assert.equal(total, 2);
    assert.doesNotMatch(stage.log, /bug/);
  });

  it('takes clients that go away, and malformed forms, for no fault of its own', async function () {
    const { hostname, port } = new URL(stage.url);
    const requests = [
      `POST /login HTTP/1.1\r\nHost: ${hostname}\r\nContent-Length: 100\r\n\r\nabc`,
      `POST /api/v1/silences HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${stageToken}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a"`,
      `GET /metrics HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`,
    ];
    for (const text of requests) {
      const client = connect(Number(port), hostname);
      client.on('error', () => undefined);
      await new Promise<void>((resolve) => client.write(text, () => resolve()));
      // An answer to another client shows that this one has been taken.
      await stage.ask('/-/healthy');
      client.resetAndDestroy();
      await stage.ask('/-/healthy');
    }
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    assert.equal((await stage.ask('/login', { method: 'POST', body: '--xyz', headers })).status, 403);
    await stage.ask('/api/v1/series');
    assert.doesNotMatch(stage.log, /bug/);
  });

  it('answers 503 while Redis is away, but for the health', async function () {
    await stage.redis.stop();
    await until('Redis to be missed', 60, async () => (await stage.ask('/-/ready')).status === 503);
    for (const path of ['/api/v1/series', '/api/v1/coverage', '/api/v1/score', '/api/perf'])
      described(path, 'get', await stage.ask(path));
    const history = '/api/v1/series/history';
    const gone = await stage.ask(`${history}?target=memory&series=web1/memory/memory-used`);
    assert.equal(gone.status, 503);
    described(history, 'get', gone);
    const health = await stage.ask('/api/v1/health');
    const { redis } = described('/api/v1/health', 'get', health) as {
      redis: { ok: boolean; problem: string };
    };
    assert.deepEqual([health.status, redis.ok], [200, false]);
    assert.equal((await stage.ask('/-/healthy')).status, 200);
  });
});

/** A socket that takes every command, but for the host `refused`. */
function fakeCollectd(path: string, lines: string[]): Server {
  const server = createServer((socket) => {
    let got = '';
    socket.on('data', (bytes: Buffer) => {
      got += bytes.toString();
      const whole = got.split('\n');
      got = whole.pop()!;
      for (const line of whole) {
        lines.push(line);
        socket.write(line.includes('"refused/') ? '-1 No.\n' : '0 Success: 1 value has been dispatched.\n');
      }
    });
  });
  return server.listen(path);
}
