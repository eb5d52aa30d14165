import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { prometheusQuestion } from '../../../../tools/archives/prometheus-arguments.ts';
import { queryPrometheus, stepsInPage } from '../../../../tools/archives/prometheus-query.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** One answer: its status, type and body. */
type Answer = readonly [status: number, type: string, body: string];

interface Asked {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly range: Readonly<Record<string, string>>;
}

const json = 'application/json';

describe('a Prometheus that is asked', function () {
  const folder = scratchFolder();
  let server: Server;
  let answer: (range: Readonly<Record<string, string>>) => Answer;
  let asked: Asked[];

  beforeEach(async function () {
    asked = [];
    const reply = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const range = Object.fromEntries(new URLSearchParams(await text(request)));
      asked.push({ path: request.url, authorization: request.headers.authorization, range });
      const [status, type, content] = answer(range);
      response.writeHead(status, { 'content-type': type }).end(content);
    };
    server = createServer((request, response) => void reply(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async function () {
    await new Promise((resolve) => server.close(resolve));
  });

  const ask = (given: Parameters<typeof prometheusQuestion>[0] = {}) => {
    const { port } = server.address() as AddressInfo;
    const common = {
      prometheus: `http://127.0.0.1:${port}/prom/`,
      query: 'up',
      from: '1700000000',
      to: '1700300000',
    };
    const question = prometheusQuestion({ ...common, ...given }, 1_800_000_000)!;
    return queryPrometheus(question, new KnownSecrets(), () => undefined);
  };

  it('answers in pages within its limit, which are joined series by series', async function () {
    answer = ({ start, end }) => [
      200,
      json,
      JSON.stringify({
        status: 'success',
        data: {
          resultType: 'matrix',
          result: [
            {
              metric: { job: 'a' },
              values: [
                [Number(start), start],
                [Number(end), end],
              ],
            },
          ],
        },
      }),
    ];
    const token = join(folder(), 'token');
    writeFileSync(token, 'let-me-in\n', { mode: 0o600 });
    const [series, ...others] = await ask({ bearerTokenFile: token });
    assert.deepEqual(others, []);
    assert.equal(series!.name, '{job="a"}');
    const page = 15 * stepsInPage;
    const ends = [0, page - 15, page, 2 * page - 15, 2 * page, 300_000];
    const { values } = series!.read('max');
    assert.deepEqual(
      Array.from(values),
      ends.map((seconds) => ({ time: 1_700_000_000 + seconds, value: 1_700_000_000 + seconds })),
    );
    assert.deepEqual(asked[0], {
      path: '/prom/api/v1/query_range',
      authorization: 'Bearer let-me-in',
      range: { query: 'up', start: '1700000000', end: String(1_700_000_000 + page - 15), step: '15' },
    });
    assert.ok((page - 15) / 15 <= 11_000);
  });

  it('that refuses is told with what to do', async function () {
    for (const [given, message] of [
      [
        [400, json, '{"status":"error","errorType":"bad_data","error":"parse error"}'],
        /^POST .*\/prom\/api\/v1\/query_range: Prometheus refused the query: bad_data: parse error$/,
      ],
      [
        [401, 'text/plain', 'Unauthorized'],
        /: answered 401 .*Unauthorized.*; give a token that may query by --bearer-token-file$/,
      ],
      [
        [404, 'text/html', '<p>no'],
        /: answered 404 .*; give the address under which \/api\/v1\/query_range is served$/,
      ],
      [
        [200, json, '{"status":"success","data":{"resultType":"matrix","result":[]}}'],
        /^up: Prometheus has nothing for this query and range; look at its labels and times$/,
      ],
      [[200, json, '{"status":'], /: is no whole answer of Prometheus/],
    ] as const) {
      answer = () => given;
      await assert.rejects(ask(), { name: 'OutsideError', message });
    }
    await assert.rejects(ask({ bearerTokenFile: join(folder(), 'none') }), {
      name: 'OutsideError',
      message: /none/,
    });
  });
});

describe('the options of a question to Prometheus', function () {
  it('name the rule that is broken', function () {
    const right = { prometheus: 'http://localhost:9090', query: 'up', from: '-30d' };
    const now = 1_800_000_000;
    assert.equal(prometheusQuestion({ from: '-30d' }, now), undefined);
    assert.equal(prometheusQuestion(right, now)!.stepSeconds, 15);
    assert.equal(prometheusQuestion({ ...right, step: '1m' }, now)!.stepSeconds, 60);
    for (const [given, message] of [
      [{ query: 'up' }, '--query: goes with --prometheus only'],
      [{ bearerTokenFile: 'x' }, '--bearer-token-file: goes with --prometheus only'],
      [
        { ...right, prometheus: 'localhost:9090' },
        '--prometheus: expected an address such as http://localhost:9090, not "localhost:9090"',
      ],
      [{ ...right, query: ' ' }, '--query: say what to ask Prometheus for, such as node_memory_Active_bytes'],
      [{ ...right, from: undefined }, '--from: say since when Prometheus is asked, such as -30d'],
      [{ ...right, to: '-31d' }, '--from: has to be before --to, and before now'],
      [
        { ...right, step: '0.1s' },
        '--step: 0.1s is too small for this range, which would have more than 5000000 points',
      ],
      [{ ...right, step: '15' }, '--step: expected a duration such as 90m, 2h, 1h30m or 7d, not "15"'],
    ] as const) {
      assert.throws(() => prometheusQuestion(given, now), { name: 'UsageError', message });
    }
  });
});
