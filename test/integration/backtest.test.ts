import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeModel } from '../../plugins/models/model-file.ts';
import { svmDetectorModels } from '../support/detector-models.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { memoryPast } from '../support/memory-past.ts';

/** The alerts of a dma.yaml over the past, read from a real Redis with members as write_redis writes them. */
describe('a backtest of what is in Redis', function () {
  const folder = scratchFolder();
  const seconds = 1200;
  // Flat, then a leak that reaches 90 % of the capacity at 900 s, then given back.
  const past = memoryPast(folder, seconds, (t) => (t >= 600 && t < 960 ? 300 + 2 * (t - 600) : 300));
  /** Epoch seconds of the first sample. */
  let start: number;

  beforeEach(function () {
    start = past().start;
  });

  const model = (): string => join(folder(), 'model.json');

  const backtest = (...args: string[]) => {
    const config = join(folder(), 'dma.yaml');
    const common = 'capacity: "*/memory/memory-*", forecaster: linear';
    const targets = [
      `memory: {series: "*/memory/memory-used", ${common}}`,
      `judged: {series: "*/memory/memory-used", detector: {svm: "${model()}"}, ${common}}`,
      `available: {series: "*/memory/memory-free", lowerLimit: 10%, minimumLeadSeconds: 5, ${common}}`,
    ];
    writeFileSync(config, `redis: {url: "${past().redis.url}"}\ntargets: {${targets.join(', ')}}\n`);
    return runDma(['backtest', '--config', config, ...args]);
  };

  it('answers what the configuration would have told last week, and how far back Redis reaches', async function () {
    const { code, stdout, stderr } = await backtest(
      '--target',
      'memory',
      '--host',
      'web1',
      '--from',
      '-7d',
      '--format',
      'table',
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^web1\/memory\/memory-used\n/);
    assert.match(stdout, /limit 900 B, horizon 1 min, forecaster linear/);
    assert.match(
      stdout,
      /\n[\d-]+ [\d:]+ UTC {2}[\d-]+ [\d:]+ UTC {2}[\d-]+ [\d:]+ UTC +[\d.]+ (s|min.*) {2}in time\n/,
    );
    assert.match(stdout, /\ncrossings +1, announced in time\n/);
    assert.match(stderr, /^dma backtest: web1\/memory\/memory-used: Redis holds it only from .*MaxSetSize/);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  });

  it('chooses the horizon by the past of the series, and says which', async function () {
    const args = ['--target', 'memory', '--host', 'web1', '--format', 'table', '--horizon', 'auto'];
    const { code, stdout, stderr } = await backtest(...args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /limit 900 B, horizon 1 min, forecaster linear/);
    assert.match(stderr, /memory-used: horizon auto is 60 s: a sample comes every 1 s\n/);
    const lines = Array.from({ length: 100 }, (_, index) => `${index * 60},${index}`);
    const file = join(folder(), 'minutes.csv');
    writeFileSync(file, ['t,value', ...lines].join('\n'));
    const replayed = await runDma(['backtest', file, '--limit', '90', '--json', '--horizon', 'auto']);
    assert.equal(replayed.code, 0, replayed.stderr);
    const { options } = JSON.parse(replayed.stdout) as { options: { horizonSeconds: number } };
    assert.equal(options.horizonSeconds, 1200);
    assert.match(replayed.stderr, /horizon auto is 20 min: a sample comes every 60 s\n/);
  });

  it('replays what falls to the lower limit of a target, which is the same leak', async function () {
    const args = ['--host', 'web1', '--json'];
    const [used, available] = await Promise.all(
      ['memory', 'available'].map(async (target) => {
        const { code, stdout, stderr } = await backtest('--target', target, ...args);
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout) as {
          options: Record<string, unknown>;
          alerts: { outcome: string }[];
          crossings: { at: number }[];
        };
      }),
    );
    assert.deepEqual(
      [used!.options['limitSide'], available!.options['limitSide'], available!.options['limit']],
      ['upper', 'lower', 100],
    );
    assert.equal(available!.options['minimumLeadSeconds'], 5);
    assert.deepEqual(
      available!.crossings.map(({ at }) => Math.floor(at)),
      [start + 900],
    );
    assert.deepEqual(
      used!.crossings.map(({ at }) => Math.floor(at)),
      [start + 900],
    );
    assert.equal(available!.alerts[0]!.outcome, 'true');
  });

  it('has a row for each sample of the range, and knows what came before it', async function () {
    const { code, stdout, stderr } = await backtest(
      '--target',
      'memory',
      '--host',
      'web2',
      '--from',
      String(start + 800),
      '--to',
      String(start + 850),
    );
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { t: number; value: number; predicted: number | null });
    assert.equal(rows.length, 50);
    assert.ok(rows[0]!.t >= start + 800 && rows.at(-1)!.t <= start + 850);
    assert.ok(Math.abs(rows[0]!.predicted! - rows[0]!.value - 120) < 1);
    assert.doesNotMatch(stdout, /NaN/);
  });

  it('takes any series with a limit, and writes the summary as JSON and a report', async function () {
    const report = join(folder(), 'report.html');
    const { code, stdout, stderr } = await backtest(
      '--series',
      'web1/memory/memory-used',
      '--limit',
      '800',
      '--json',
      '--report',
      report,
    );
    assert.equal(code, 0, stderr);
    const summary = JSON.parse(stdout) as { samples: number; crossings: { leadSeconds: number }[] };
    assert.equal(summary.samples, seconds);
    assert.ok(summary.crossings[0]!.leadSeconds > 20);
    const page = readFileSync(report, 'utf8');
    assert.match(page, /<h1>web1\/memory\/memory-used<\/h1>/);
    assert.match(page, /uPlot/);
  });

  it('tells what a detector would have said, that of the target or another', async function () {
    const rowsOf = async (...args: string[]) => {
      const range = ['--host', 'web1', '--from', String(start + 500), '--to', String(start + 700)];
      const { code, stdout, stderr } = await backtest(...args, ...range);
      assert.equal(code, 0, stderr);
      return stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { verdict?: 0 | 1 | null; margin?: number; risk: number });
    };
    writeModel(model(), svmDetectorModels.sound['linear']!);
    const own = await rowsOf('--target', 'judged');
    assert.deepEqual([own[50]!.verdict, own.at(-1)!.verdict], [0, 0]);
    assert.ok(own.at(-1)!.margin! > own[50]!.margin! + 0.1);
    const given = await rowsOf('--target', 'memory', '--detector', model());
    assert.deepEqual(given, own);
    const plain = await rowsOf('--target', 'memory');
    assert.ok(plain.every((row) => !('verdict' in row) && !('margin' in row)));
    const quiet = await rowsOf('--target', 'judged', '--risk-from', 'forecast');
    assert.deepEqual(
      quiet.map(({ risk }) => risk),
      plain.map(({ risk }) => risk),
    );
    const judged = await rowsOf('--target', 'judged', '--risk-from', 'detector');
    assert.notDeepEqual(
      judged.map(({ risk }) => risk),
      plain.map(({ risk }) => risk),
    );
    const { stdout } = await backtest('--target', 'judged', '--host', 'web1', '--json');
    const { options, shareAbnormal } = JSON.parse(stdout) as Record<string, unknown>;
    const { detector, riskFrom } = options as Record<string, unknown>;
    assert.deepEqual([detector, riskFrom], [{ name: 'svm', about: 'made for tests' }, 'both']);
    assert.ok((shareAbnormal as number) > 0.1 && (shareAbnormal as number) < 0.5, String(shareAbnormal));
  });

  it('recommends a forecaster and a window', async function () {
    const { code, stdout, stderr } = await backtest(
      '--target',
      'memory',
      '--host',
      'web1',
      '--recommend',
      '--json',
    );
    assert.equal(code, 0, stderr);
    const { best, candidates } = JSON.parse(stdout) as { best: { missed: number }; candidates: unknown[] };
    assert.equal(best.missed, 0);
    assert.deepEqual(candidates[0], best);
  });

  it('says in one line what it cannot find, and what there is', async function () {
    const { client } = past().redis;
    await client.set('collectd/web3/memory/memory-used', 'no');
    await client.sAdd('collectd/values', 'web3/memory/memory-used');
    for (const [args, code, message] of [
      [['--target', 'memory'], 2, /3 series match; name a --host, or one with --series: web1\//],
      [
        ['--target', 'memory', '--host', 'web9'],
        1,
        /Redis holds no series like .* of host web9; there is web1\//,
      ],
      [
        ['--target', 'judged', '--host', 'web1'],
        1,
        /^dma: target judged, detector\.svm: \S+model\.json: there is no such file; make it with dma learn\n$/,
      ],
      [
        ['--target', 'memory', '--risk-from', 'detector'],
        2,
        /^dma: --risk-from: goes with --detector, or with a --target that has a detector; /,
      ],
      [
        ['--target', 'available', '--detector', 'x.json'],
        2,
        /^dma: --detector: x\.json is trained for an upper limit, and the target's is a lower one\n/,
      ],
      [['--series', 'web9/a/b', '--limit', '5'], 1, /--series: Redis holds no "web9\/a\/b"; there is web1\//],
      [
        ['--target', 'memory', '--host', 'web1', '--from', '2020-01-01T00:00Z', '--to', '2020-01-02T00:00Z'],
        1,
        /Redis holds no sample from 2020-01-01 00:00:00 UTC to 2020-01-02 00:00:00 UTC; it holds /,
      ],
      [
        ['--series', 'web3/memory/memory-used', '--limit', '5'],
        1,
        /^dma: web3\/memory\/memory-used: WRONGTYPE .*; write_redis did not write it\n$/,
      ],
    ] as const) {
      const answer = await backtest(...args);
      assert.equal(answer.code, code, answer.stderr);
      assert.equal(answer.stdout, '');
      assert.match(answer.stderr, message);
      assert.equal(answer.stderr.trimEnd().split('\n').length, code === 2 ? 2 : 1, answer.stderr);
    }
  });

  it('says in one line that there is no Redis', async function () {
    const config = join(folder(), 'none.yaml');
    writeFileSync(config, 'redis: {url: "redis://127.0.0.1:1"}');
    const { code, stderr } = await runDma(['backtest', '--config', config, '--target', 'memory']);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^dma: Redis at redis:\/\/127\.0\.0\.1:1 cannot be used: .*ECONNREFUSED.*; nothing listens there: start Redis, or correct redis\.url\n$/,
    );
  });
});
