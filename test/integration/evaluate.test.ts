import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

function evaluate(...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const script = join(packageRoot, 'tools', 'lab', 'evaluation', 'run.ts');
  return spawnSync(process.execPath, ['--import', 'tsx', script, ...options], {
    cwd: packageRoot,
    encoding: 'utf8',
  });
}

describe('npm run evaluate', function () {
  it('prints the same tables each time', function () {
    const options = ['--seeds', '1', '--kinds', 'staircase', '--methods', 'collectd', '--no-detectors'];
    options.push('--per-series');
    const first = evaluate(...options);
    assert.equal(first.stderr, '');
    assert.equal(first.status, 0);
    assert.match(first.stdout, /^The 2 real series alone:\n/);
    assert.match(first.stdout, /^All 3 series, 1 of them simulated:$/m);
    assert.match(first.stdout, /^\| collectd-dma \| /m);
    assert.match(first.stdout, /^\| staircase-leak-101 \| /m);
    assert.equal(evaluate(...options).stdout, first.stdout);
  });

  it('judges the real series of hours to weeks first, by themselves', function () {
    const options = ['--seeds', '0', '--kinds', 'JVM', '--methods', 'naive', '--forecaster', 'naive'];
    const { stdout } = evaluate(...options, '--no-detectors');
    assert.match(stdout, /^The 38 real series of hours to weeks:\n[^]*^The \d+ other real series alone:$/m);
    const [method] = JSON.parse(evaluate(...options, '--no-detectors', '--json').stdout) as {
      total: { series: number };
      long: { total: { series: number; predictable: number } };
    }[];
    assert.deepEqual([method!.long.total.series, method!.long.total.predictable], [38, 6]);
    assert.ok(method!.total.series > 0 && method!.total.series < 38);
  });

  it('prints figures as JSON', function () {
    const { stdout } = evaluate(
      '--seeds',
      '1',
      '--first-seed',
      '7',
      '--kinds',
      'disk fills',
      '--methods',
      'Holt',
      '--json',
    );
    const [method] = JSON.parse(stdout) as { name: string; series: { name: string }[] }[];
    assert.equal(method!.name, 'Holt, damped');
    assert.ok(method!.series.some(({ name }) => name === 'disk-fills-7'));
  });

  it('shows the method kind by kind that is asked for', function () {
    const options = ['--seeds', '0', '--kinds', 'staircase', '--no-detectors'];
    assert.match(evaluate(...options).stdout, /^collectd-dma, by kind:$/m);
    const { stdout } = evaluate(...options, '--kinds-of', 'Holt, damped');
    assert.match(stdout, /^Holt, damped, by kind:$/m);
    assert.doesNotMatch(stdout, /collectd-dma, by kind/);
  });

  it('says in one line what is wrong', function () {
    assert.deepEqual(
      [evaluate('--seeds', 'x').status, evaluate('--seeds', 'x').stderr],
      [2, '--seeds: expected a whole number, not "x"\n'],
    );
    assert.equal(evaluate('--sedes', '1').status, 2);
    const missing = evaluate('--manifest', 'none.json');
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /^none\.json: cannot be read: .*\n$/);
    const none = evaluate('--no-detectors', '--kinds-of', 'oracle', '--methods', 'collectd');
    assert.deepEqual(
      [none.status, none.stderr],
      [2, '--kinds-of: expected one of "collectd-dma", not "oracle"\n'],
    );
    const both = evaluate('--no-detectors', '--detector', 'mine.json');
    assert.deepEqual(
      [both.status, both.stderr],
      [2, '--detector: does not go with --no-detectors; leave out one of them\n'],
    );
    const noModel = evaluate('--detector', 'none.json', '--kinds', 'staircase', '--methods', 'none.json');
    assert.equal(noModel.status, 1);
    assert.match(noModel.stderr, /^none\.json: there is no such file.*\n$/);
    const unknown = evaluate('--forecaster', 'oracle', '--seeds', '0', '--methods', 'collectd');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /^--forecaster: expected one of .*\n$/);
  });
});
