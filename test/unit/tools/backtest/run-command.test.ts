import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { writeModel } from '../../../../plugins/models/model-file.ts';
import type { BacktestArguments } from '../../../../tools/backtest/arguments.ts';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { runBacktestCommand } from '../../../../tools/backtest/run-command.ts';
import { svmDetectorModels } from '../../../support/detector-models.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('dma backtest', function () {
  const folder = scratchFolder();
  let file: string;

  beforeEach(function () {
    file = join(folder(), 'climb.csv');
    const lines = climbingSeries(150).map(({ time, value }) => `${time},${value}`);
    writeFileSync(file, ['t,value', ...lines, '151,nan'].join('\n'));
  });

  async function run(given: Partial<BacktestArguments>) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      streams[name].on('data', (text: Buffer) => (written[name] += text.toString()));
    }
    const common = { limit: '1000', forecaster: 'linear', recommend: false } as BacktestArguments;
    await runBacktestCommand({ ...common, file, ...given }, { ...streams, secrets: new KnownSecrets() });
    return written;
  }

  it('gives rows to a pipe, and says once what it left out', async function () {
    const { stdout, stderr } = await run({});
    assert.equal(stdout.trimEnd().split('\n').length, 150);
    assert.doesNotMatch(stdout, /NaN/);
    assert.equal(
      stderr,
      `dma backtest: ${file}: 1 of 151 samples is left out: 1 without a number (the first: line 152)\n`,
    );
  });

  it('says that per cent of an unknown capacity are a number, where the series has none', async function () {
    const remark = /has values above 100, and 90% is that number, no share; --capacity says the whole\n/;
    assert.match((await run({ limit: '90%' })).stderr, remark);
    assert.doesNotMatch((await run({ limit: '90%', capacity: '2000' })).stderr, remark);
    assert.doesNotMatch((await run({ limit: '90' })).stderr, remark);
    const rows = climbingSeries(150).map(({ time, value }) => `${time},${(value / 1e4).toFixed(3)}`);
    writeFileSync(file, ['t,value', ...rows].join('\n'));
    assert.doesNotMatch((await run({ limit: '90%' })).stderr, remark);
  });

  it('takes a file as people have it, with a limit as a share of the capacity', async function () {
    const rows = climbingSeries(150).map(
      ({ time, value }) => `${1795226400000 + 1000 * time};x;${value.toFixed(1).replace('.', ',')}`,
    );
    writeFileSync(file, ['Time;host;used', ...rows].join('\n'));
    const { stdout } = await run({
      valueColumn: 'used',
      limit: '50%',
      capacity: '2e3',
      format: 'table',
    });
    assert.match(stdout, /2026-11-21 02:00:00 UTC to 2026-11-21 02:02:29 UTC/);
    assert.match(stdout, /limit 1,000, /);
    assert.match(stdout, /\ncrossings +1, announced in time\n/);
    const huge = await run({ valueColumn: 'used', limit: '7e15', format: 'table' });
    assert.match(huge.stdout, /limit 7,000,000,000,000,000, /);
  });

  it('does not say that all is well where no risk was given', async function () {
    writeFileSync(file, 't,value\n1,1\n2,1\n3,2\n');
    const report = join(folder(), 'report.html');
    const { stdout } = await run({ format: 'table', report });
    assert.match(stdout, /\nNo risk was given: there are too few samples\.\n\nalerts +-\n/);
    assert.match(stdout, /\non alert +-\n/);
    assert.match(readFileSync(report, 'utf8'), />No risk was given: /);
    assert.equal((JSON.parse((await run({ json: true })).stdout) as { judged: number }).judged, 0);
  });

  it('asks where times look as if they were not in seconds', async function () {
    const rows = climbingSeries(150);
    writeFileSync(file, ['t,value', ...rows.map(({ time, value }) => `${time * 1000},${value}`)].join('\n'));
    assert.equal(
      (await run({})).stderr,
      `dma backtest: ${file}: a sample comes every 1000 s, which is more than the horizon of 60 s; are its times in seconds?\n`,
    );
  });

  it('writes a report beside whatever else is asked for', async function () {
    const report = join(folder(), 'report.html');
    const table = await run({ format: 'table', report });
    assert.match(table.stdout, /\ncrossings +1, announced in time\n/);
    assert.match(readFileSync(report, 'utf8'), /<title>.*climb\.csv - dma backtest<\/title>/);
    const rows = await run({ format: 'csv', report });
    assert.equal(rows.stdout.trimEnd().split('\n').length, 151);
  });

  it('says before the replay that a report cannot be written', async function () {
    const detectors = [undefined, 'ensemble'];
    for (const detector of detectors) {
      const given = { detector, limit: detector ? undefined : '1000', forecaster: undefined };
      await assert.rejects(run({ ...given, report: join(folder(), 'none', 'report.html') }), {
        name: 'OutsideError',
        message: /^--report: \S+ cannot be written: \S+none is no folder that we may write to$/,
      });
    }
  });

  it('shows bytes as such when the limit is one of bytes', async function () {
    assert.match((await run({ format: 'table' })).stdout, / limit 1,000, /);
    assert.match((await run({ format: 'table', limit: '1000B' })).stdout, / limit 1,000 B, /);
  });

  it('replays what falls to a lower limit', async function () {
    const lines = climbingSeries(150).map(({ time, value }) => `${time},${2000 - value}`);
    writeFileSync(file, ['t,value', ...lines].join('\n'));
    const { stdout } = await run({ format: 'table', lower: true });
    assert.match(stdout, / lower limit 1,000, /);
    assert.match(stdout, /\ncrossings +1, announced in time\n/);
    await assert.rejects(run({ limit: undefined, lower: true }), {
      name: 'UsageError',
      message: /^--lower: goes with --limit/,
    });
  });

  it('asks a detector that is given, for rows, summary, report and recommendation', async function () {
    const detector = join(folder(), 'model.json');
    writeModel(detector, svmDetectorModels.sound['linear']!);
    const rows = (await run({ format: 'csv', detector })).stdout.trimEnd().split('\n');
    assert.match(rows[0]!, /,exhaustionLatest,verdict,margin$/);
    assert.match(rows[1]!, /,,$/);
    assert.match(rows[20]!, /,0,-0\.8$/);
    assert.match(rows[110]!, /,1,[01]\.\d+$/);
    assert.doesNotMatch((await run({ format: 'csv' })).stdout, /verdict|margin/);
    const report = join(folder(), 'report.html');
    const { stdout } = await run({ format: 'table', report, detector, riskFrom: 'detector' });
    assert.match(stdout, /, detector svm, risk from detector\n/);
    assert.match(readFileSync(report, 'utf8'), /called abnormal/);
    const tried = await run({ recommend: true, detector, forecaster: undefined, json: true, report });
    const { candidates, curve } = JSON.parse(tried.stdout) as { candidates: unknown[]; curve: unknown[] };
    assert.ok(candidates.length > 5 && curve.length > 0);
    assert.match(readFileSync(report, 'utf8'), /<h2>Lead against false alarms<\/h2>/);
    const inText = await run({ recommend: true, forecaster: undefined });
    assert.match(inText.stdout, /\nLead against false alarms: /);
    const streams = join(folder(), 'streams');
    const manifest = join(folder(), 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ traces: [{ name: 'a', file: 'climb.csv', threshold: 1000 }] }));
    await run({ file: undefined, limit: undefined, manifest, streams, detector, riskFrom: 'detector' });
    const judged = readFileSync(join(streams, 'a.csv'), 'utf8');
    await run({ file: undefined, limit: undefined, manifest, streams });
    assert.notEqual(readFileSync(join(streams, 'a.csv'), 'utf8'), judged);
    await assert.rejects(run({ detector: join(folder(), 'none.json') }), {
      name: 'OutsideError',
      message: /^--detector: \S+none\.json: there is no such file; make it with dma learn$/,
    });
    await assert.rejects(run({ detector, lower: true }), { name: 'UsageError' });
  });

  describe('of a series without a limit', function () {
    const start = 1.795e9;
    const ensemble = { limit: undefined, forecaster: undefined, detector: 'ensemble' };

    beforeEach(function () {
      const random = seededRandom(7);
      // Ten minutes in five hours are ten times as high.
      const lines = Array.from({ length: 1800 }, (_, index) => {
        const value = Math.round(100 + 10 * (random() + random()));
        return `${start + 10 * index},${index >= 1500 && index < 1560 ? 10 * value : value}`;
      });
      writeFileSync(file, ['t,value', ...lines].join('\n'));
    });

    it('lets an ensemble judge the file, as table, rows and page', async function () {
      const report = join(folder(), 'report.html');
      const { stdout, stderr } = await run({ ...ensemble, format: 'table', report });
      assert.equal(stderr, '');
      assert.match(stdout, /\n {2}ensemble of 9 tests, 2 to agree, horizon 1 min, forecaster holt, /);
      assert.match(stdout, /\nalerts +1, /);
      assert.match(
        readFileSync(report, 'utf8'),
        /<tr tabindex="0" data-from="17950150[0-6]\d" data-to="17950156/,
      );
      const { stdout: csv } = await run({ ...ensemble, format: 'csv', from: '2026-11-18T13:00Z' });
      assert.match(csv, /^t,value,anomaly,alert,votes,tests\n/);
      assert.equal(
        csv.trimEnd().split('\n').length - 1,
        (start + 18_000 - Date.UTC(2026, 10, 18, 13) / 1000) / 10,
      );
    });

    it('takes the options of an ensemble as dma.yaml has them', async function () {
      const detector = '{ensemble: {votes: 9, normalAfterSeconds: 60}}';
      const { stdout } = await run({ ...ensemble, detector, json: true });
      const { options, alerts } = JSON.parse(stdout) as { options: unknown; alerts: unknown[] };
      assert.deepEqual(options, {
        votes: 9,
        minimumSamples: 120,
        normalAfterSeconds: 60,
        seasons: ['hour', 'day', 'week'],
        horizonSeconds: 60,
        forecaster: 'holt',
      });
      assert.deepEqual(alerts, []);
      const { stdout: quoted } = await run({ ...ensemble, detector: '"ensemble"', format: 'table' });
      assert.match(quoted, /\n {2}ensemble of 9 tests, 2 to agree, /);
    });

    it('says in one line what does not go with an ensemble, and what is wrong with its options', async function () {
      for (const [given, message] of [
        [{ limit: '5' }, /^--detector: an ensemble judges a series without a limit; leave --limit out$/],
        [{ capacity: '5' }, /^--capacity: is about a limit, /],
        [{ recommend: true }, /^--recommend: is about a limit, /],
        [{ level: '0.8' }, /^--level: is about a limit, /],
        [{ file: undefined, manifest: 'm', streams: 's' }, /^--detector: .*; leave --manifest out$/],
        [{ detector: '{ensemble: {votes: 30}}' }, /^--detector: ensemble\.votes: must be at most 9, not 30$/],
        [{ detector: '{ensemble: {vote: 3}}' }, /^--detector: ensemble\.vote: .*did you mean votes\?$/],
        [{ detector: '{ensemble: {votes: 3}' }, /^--detector: expected ensemble, or YAML such as /],
        [{ detector: undefined }, /^--limit: .*, with --detector ensemble$/],
      ] as const)
        await assert.rejects(run({ ...ensemble, ...given }), { name: 'UsageError', message });
    });

    it('has one line about samples that are further apart than the horizon', async function () {
      const rows = Array.from({ length: 400 }, (_, index) => `${start + 300 * index},5`);
      writeFileSync(file, ['t,value', ...rows].join('\n'));
      const remark = /more than the horizon of 60 s; --horizon auto takes one that fits\n$/;
      assert.match((await run(ensemble)).stderr, remark);
      assert.match((await run({ ...ensemble, horizon: 'auto' })).stderr, /: horizon auto is /);
    });
  });

  it('says on stderr that samples make no difference to auto', async function () {
    const { stderr } = await run({ forecaster: 'auto', samples: '40' });
    assert.match(stderr, /^dma backtest: --samples: makes no difference to auto, /);
    assert.doesNotMatch((await run({ forecaster: 'auto' })).stderr, /--samples/);
  });
});
