import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDma, startDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';
import { memoryPast } from '../support/memory-past.ts';

/** A model from labelled time of what is in a real Redis, and what it says of the same past. */
describe('learning from what is in Redis', function () {
  const folder = scratchFolder();
  const seconds = 3000;
  /** When the leaks begin and end, in seconds from the first sample; the limit is reached 60 s before the end. */
  const leaks = [
    [1000, 1240],
    [2000, 2240],
  ] as const;

  function usedAt(second: number): number {
    const leak = leaks.find(([from, to]) => second >= from && second < to);
    return 400 + 20 * Math.sin(second / 7) + (leak ? (500 / 180) * (second - leak[0]) : 0);
  }

  const past = memoryPast(folder, seconds, usedAt);
  /** Epoch seconds of the first sample. */
  let start: number;
  let model: string;

  beforeEach(function () {
    start = past().start;
    model = join(folder(), 'memory-svm.json');
    const common = 'capacity: "*/memory/memory-*"';
    const targets = [
      `memory: {series: "*/memory/memory-used", ${common}}`,
      `available: {series: "*/memory/memory-free", lowerLimit: 10%, ${common}}`,
    ];
    writeFileSync(
      join(folder(), 'dma.yaml'),
      `redis: {url: "${past().redis.url}"}\ntargets: {${targets.join(', ')}}\n`,
    );
  });

  /** Three hours before UTC, in a zone without a summer time. */
  const env = { TZ: 'Etc/GMT+3' };
  const dma = (command: string, ...args: string[]) =>
    runDma([command, '--config', join(folder(), 'dma.yaml'), ...args], env);
  const local = (second: number): string =>
    new Date((start + second - 3 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const range = (from: number, to: number): string => `${local(from)}..${local(to)}`;
  const normals = (): string[] => [
    '--normal',
    range(200, 900),
    '--normal',
    `${start + 1400}..${start + 1900}`,
    '--normal',
    `${new Date((start + 2400) * 1000).toISOString()}..${local(2900)}`,
  ];
  const faults = (): string[] => ['--fault', range(1020, 1180), '--fault', range(2020, 2180)];
  const learn = (...args: string[]) => dma('learn', '--target', 'memory', '--out', model, ...args);

  it('makes a model of local, epoch and UTC times, judges it on held-out faults, and draws it', async function () {
    const report = join(folder(), 'report.html');
    const { code, stdout, stderr } = await learn(
      '--host',
      'web1',
      ...normals(),
      ...faults(),
      '--report',
      report,
    );
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^Learned from web1\/memory\/memory-used: 1,700 normal and 320 abnormal rows, horizon 1 min\n/,
    );
    assert.match(stdout, /\nJudged on faults that it was not trained on/);
    assert.match(
      stdout,
      /\ncrossings +2 of 2 called abnormal before the limit was crossed, median lead time /,
    );
    assert.doesNotMatch(stdout, /Warning|NaN/);
    assert.match(readFileSync(report, 'utf8'), /<h1>web1\/memory\/memory-used<\/h1>/);
    assert.deepEqual(
      readdirSync(folder()).filter((name) => name.includes('svm')),
      ['memory-svm.json'],
    );

    const replay = await dma(
      'backtest',
      '--target',
      'memory',
      '--host',
      'web2',
      '--detector',
      model,
      '--json',
    );
    assert.equal(replay.code, 0, replay.stderr);
    const { crossings } = JSON.parse(replay.stdout) as { crossings: { leadSeconds: number | null }[] };
    assert.equal(crossings.length, 2);
    assert.ok(
      crossings.every(({ leadSeconds }) => leadSeconds !== null),
      replay.stdout,
    );
  });

  it('learns from all hosts and their limits without ranges, and from those that are named with them', async function () {
    const all = await learn('--json');
    assert.equal(all.code, 0, all.stderr);
    const { series, figures } = JSON.parse(all.stdout) as {
      series: string[];
      figures: { heldOutBy: string; crossings: { count: number } };
    };
    assert.deepEqual(series, ['web1/memory/memory-used', 'web2/memory/memory-used']);
    assert.equal(figures.heldOutBy, 'group');
    assert.equal(figures.crossings.count, 4);
    const named = await learn('--host', 'web1', '--host', 'web2', ...normals(), ...faults(), '--json');
    assert.equal(named.code, 0, named.stderr);
    assert.deepEqual((JSON.parse(named.stdout) as { series: string[] }).series, series);
  });

  it('says in one line what is wrong with a range, or with what it holds', async function () {
    const web1 = ['--host', 'web1'];
    for (const [args, code, message] of [
      [[...web1, '--normal', range(200, 900)], 2, /^dma: --normal: goes with --fault, /],
      [[...web1, ...normals(), '--fault', range(1180, 1020)], 2, /^dma: --fault ".*": is reversed; /],
      [[...web1, ...normals(), '--fault', range(1020, 1020)], 2, /^dma: --fault ".*": is empty; /],
      [
        [...web1, ...normals(), '--fault', range(800, 1180)],
        2,
        /^dma: --normal ".*" and --fault ".*" overlap; /,
      ],
      [[...web1, ...normals(), '--fault', range(2950, 9000)], 2, /^dma: --fault ".*": is in the future; /],
      [[...normals(), ...faults()], 2, /^dma: --target memory: 2 series match; name a --host, /],
      [
        [...web1, ...faults(), '--normal', '2026-01-02 10:00..10:30'],
        1,
        /^dma: --normal "2026-01-02 10:00\.\.10:30": Redis holds no sample of web1\/memory\/memory-used in it; read was /,
      ],
      [
        [...web1, ...normals(), '--fault', range(1020, 1029)],
        1,
        /^(dma learn: .*\n)?dma: too little to learn from: 9 abnormal rows, and 10 are needed /,
      ],
    ] as const) {
      const answer = await learn(...args);
      assert.equal(answer.code, code, answer.stderr);
      assert.equal(answer.stdout, '');
      assert.match(answer.stderr, message);
      const own = answer.stderr.split('\n').filter((line) => line.startsWith('dma: '));
      assert.equal(own.length, 1, answer.stderr);
      assert.ok(!existsSync(model));
    }
  });

  it('sees a crossing that comes just after the last range', async function () {
    const normal = ['--normal', range(200, 900), '--normal', range(1400, 1900)];
    const fault = ['--fault', range(1020, 1150), '--fault', range(2020, 2150)];
    const { code, stdout, stderr } = await learn('--host', 'web1', ...normal, ...fault, '--json');
    assert.equal(code, 0, stderr);
    const { figures } = JSON.parse(stdout) as { figures: Record<'crossings' | 'faults', { count: number }> };
    assert.deepEqual([figures.crossings.count, figures.faults.count], [2, 0]);
  });

  it('is not for lower limits', async function () {
    const { code, stderr } = await dma('learn', '--target', 'available', '--out', model);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^dma: --target available: has a lowerLimit, and models are trained for upper limits; /,
    );
  });

  it('leaves no model, and no part of one, when it is interrupted', async function () {
    const rows = join(folder(), 'rows.svm');
    const args = ['learn', '--config', join(folder(), 'dma.yaml'), '--target', 'memory', '--out', model];
    const before = readdirSync(folder());
    const { child, output, exited } = startDma([...args, '--export', rows], env);
    // What comes next is the training.
    await until('the rows', 60, () => output.stderr.includes('rows written'));
    child.kill('SIGINT');
    assert.equal(await exited, null);
    assert.deepEqual(readdirSync(folder()), [...before, 'rows.svm'].sort());
  });
});
