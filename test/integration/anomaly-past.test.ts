import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

const samples = 1800;
const step = 10;
/** The rate is ten times as high for ten minutes. */
const [oddFrom, oddTo] = [1500, 1560];
const name = 'web1/statsd/derive-requests';

interface Summary {
  readonly alerts: readonly { raisedAt: number; clearedAt: number | null; tests: readonly string[] }[];
  readonly alertsPerDay: number;
  readonly judged: number;
  readonly votes: readonly { test: string; samples: number }[];
}

interface Explained {
  readonly anomaly: { readonly kind: string; readonly percent: number; readonly tests: readonly string[] };
  readonly tests: readonly { readonly test: string; readonly isVote?: boolean }[];
  readonly changes: {
    readonly alertSinceSeconds?: number;
    readonly usual?: { readonly lowest: number; readonly highest: number };
    readonly oddFrom?: { readonly above?: number; readonly below?: number };
  };
  readonly related: {
    readonly series: readonly { identifier: string; direction: string; lagSeconds: number }[];
  };
}

/** The compiled `dma backtest` and `dma explain` on a target with an ensemble, with a past in a real Redis. */
describe('the past of a target with an ensemble', function () {
  const folder = scratchFolder();
  let redis: OwnRedis;
  /** Epoch seconds of the first sample. */
  let start: number;

  beforeEach(async function () {
    redis = await OwnRedis.start(folder());
    start = Math.floor(Date.now() / 1000) - samples * step;
    const random = seededRandom(7);
    const values = Array.from({ length: samples }, (_, index) => ({
      time: start + index * step,
      value: Math.round(100 + 10 * (random() + random())) * (index >= oddFrom && index < oddTo ? 10 : 1),
    }));
    await redis.put(name, values);
    // A processor has ten times as much to do, from two samples before on.
    await redis.put(
      'web1/cpu-0/cpu-user',
      values.map(({ time }, index) => ({
        time,
        value: (3 + random()) * (index >= oddFrom - 2 && index < oddTo ? 10 : 1),
      })),
    );
    const series = 'series: "*/statsd/derive-requests"';
    const targets = [
      `requests: {${series}, detector: {ensemble: {votes: 3}}}`,
      `limited: {${series}, limit: 1e6}`,
    ];
    writeFileSync(
      join(folder(), 'dma.yaml'),
      `redis: {url: "${redis.url}"}\ntargets: {${targets.join(', ')}}\n`,
    );
  });

  afterEach(() => redis?.stop());

  const dma = (command: string, ...args: string[]) =>
    runDma([command, '--config', join(folder(), 'dma.yaml'), ...args]);
  const at = (index: number): string => new Date((start + index * step + 0.5) * 1000).toISOString();

  it('is replayed: alerts, their pace, and who voted', async function () {
    const report = join(folder(), 'report.html');
    const { code, stdout, stderr } = await dma(
      'backtest',
      '--target',
      'requests',
      '--json',
      '--report',
      report,
    );
    assert.equal(code, 0, stderr);
    const { alerts, alertsPerDay, judged, votes } = JSON.parse(stdout) as Summary;
    assert.equal(alerts.length, 1);
    const [{ raisedAt, clearedAt, tests }] = alerts as [Summary['alerts'][0]];
    const [from, to] = [start + oddFrom * step, start + oddTo * step];
    assert.ok(raisedAt >= from && raisedAt <= from + 60, `${raisedAt - from}`);
    assert.ok(clearedAt !== null && clearedAt >= to && clearedAt <= to + 60, `${clearedAt! - to}`);
    assert.ok(tests.length >= 3 && tests.includes('histogram'), tests.join());
    assert.equal(judged, samples - 120);
    // One in 1680 samples of ten seconds.
    assert.ok(Math.abs(alertsPerDay - 86_400 / (step * (judged - 1))) < 0.01, `${alertsPerDay}`);
    assert.ok(votes.find(({ test }) => test === 'histogram')!.samples > 0);
    const page = readFileSync(report, 'utf8');
    assert.match(page, new RegExp(`<tr tabindex="0" data-from="${raisedAt}" data-to="${clearedAt}">`));
  });

  it('is told to people as a table', async function () {
    const { code, stdout } = await dma(
      'backtest',
      '--target',
      'requests',
      '--format',
      'table',
      '--from',
      at(1200),
    );
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^web1\/statsd\/derive-requests\n {2}[\d-]+ [\d:]+ UTC to .*: (?:599|600) samples, usually one every 10\.0 s\n/,
    );
    assert.match(stdout, /\n {2}ensemble of 9 tests, 3 to agree, horizon 1 min, forecaster holt, /);
    assert.match(
      stdout,
      /\n[\d-]+ [\d:]+ UTC {2}[\d-]+ [\d:]+ UTC {2}10 min.* {2}1,\d+ +\d+ % {2}histogram, /,
    );
    assert.match(stdout, /\nalerts +1, 14\.\d\d a day\n/);
  });

  it('is a row a sample, as CSV and as JSON', async function () {
    const csv = await dma('backtest', '--target', 'requests', '--format', 'csv', '--from', at(oddFrom - 1));
    const [head, first] = csv.stdout.split('\n');
    assert.equal(head, 't,value,anomaly,alert,votes,tests');
    assert.match(first!, /^\d+\.\d+,1\d{3},\d+(?:\.\d+)?,0,\d,(?:[A-Za-z -]+;)+[A-Za-z -]+$/);
    const json = await dma('backtest', '--target', 'requests', '--format', 'jsonl');
    const rows = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { alert: boolean });
    assert.equal(rows.length, samples);
    assert.ok(rows.some(({ alert }) => alert));
  });

  it('is refused with options that are about a limit, in one line', async function () {
    for (const option of ['--recommend', '--level=0.8']) {
      const { code, stderr } = await dma('backtest', '--target', 'requests', option);
      assert.equal(code, 2);
      assert.match(
        stderr,
        new RegExp(`^dma: ${option.split('=')[0]}: is about a limit, .*detector\\.ensemble.*\n`),
      );
    }
  });

  it('is explained: what each test sees, and which value would be odd', async function () {
    const { code, stdout, stderr } = await dma('explain', 'requests');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^requests of web1: \d+ % sure of an anomaly \(odd by \d of 9 tests\), no alert\n/);
    assert.match(stdout, /^What each test sees, of which 3 have to agree:$/m);
    assert.match(
      stdout,
      /^ {2}histogram +no vote: (?:all|one in [\d.,]+) normal samples would be like this; it votes from one in 1,000 on$/m,
    );
    assert.match(stdout, /^ {2}- a next sample from about [\d.]+ upwards is odd for 3 tests or more$/m);
    const json = await dma('explain', 'requests', '--json');
    const { tests, changes } = JSON.parse(json.stdout) as Explained;
    assert.equal(tests.length, 9);
    const { above, below } = changes.oddFrom!;
    assert.ok(above! > 120 && above! < 3000, `${above}`);
    // No rate is below 0.
    assert.equal(below, undefined);
  });

  it('is explained with what moved with it, as an alert would tell', async function () {
    const args = ['requests', '--at', at(oddFrom + 10)];
    assert.match(
      (await dma('explain', ...args)).stdout,
      /\n\nWhat moved with it:\n {2}- cpu-0\/cpu-user rose [123]0 s before \(/,
    );
    const { related } = JSON.parse((await dma('explain', ...args, '--json')).stdout) as Explained;
    const [first, ...others] = related.series;
    assert.deepEqual([first?.identifier, first?.direction, others], ['web1/cpu-0/cpu-user', 'rose', []]);
    // To a step of the grid.
    assert.ok(Math.abs(first!.lagSeconds + 20) <= 10, `${first!.lagSeconds} s`);
    const before = await dma('explain', 'requests', '--at', at(oddFrom - 100));
    assert.match(before.stdout, /\n\nnothing moved with it \(1 series compared\)\n$/);
  });

  it('is judged from Redis without a target as well, and for a target with a limit', async function () {
    for (const args of [
      ['--series', name],
      ['--target', 'limited'],
    ]) {
      const { code, stdout, stderr } = await dma('backtest', ...args, '--detector', 'ensemble', '--json');
      assert.equal(code, 0, stderr);
      assert.equal((JSON.parse(stdout) as Summary).alerts.length, 1);
    }
  });

  it('is explained within an alert: who votes, and what ends it', async function () {
    await redis.put('web1/dma-requests/gauge-anomaly', [
      { time: start + (oddFrom + 10) * step, value: 88.2 },
    ]);
    const args = ['requests', '--at', at(oddFrom + 10)];
    const { stdout } = await dma('explain', ...args);
    assert.match(
      stdout,
      /^requests of web1: \d+ % sure of an anomaly \(odd by \d of 9 tests\), alert since /,
    );
    assert.match(stdout, /^dma predict gave 88 % at \d\d:\d\d:\d\d$/m);
    assert.match(stdout, /^ {2}histogram +votes?: one in /m);
    assert.match(
      stdout,
      /^ {2}- the usual values of the hour before, \d+ to \d+, end the alert when they are back for 20 s$/m,
    );
    const { anomaly, changes } = JSON.parse((await dma('explain', ...args, '--json')).stdout) as Explained;
    assert.ok(anomaly.percent >= 50);
    const from = start + oddFrom * step;
    assert.ok(changes.alertSinceSeconds! >= from && changes.alertSinceSeconds! <= from + 60);
    assert.ok(changes.usual!.lowest >= 100 && changes.usual!.highest <= 120);
  });
});
