import assert from 'node:assert/strict';
import { listOf, settingsOf, sourceOf, type LearnArguments } from '../../../../tools/learn/arguments.ts';

const refused = (given: LearnArguments, message: string | RegExp) =>
  assert.throws(() => sourceOf({ out: 'out.json', ...given }), { name: 'UsageError', message });

describe('the arguments of dma learn', () => {
  for (const [source, given] of [
    ['redis', { target: 'memory', host: ['web1', 'web2'] }],
    ['redis', { series: ['a/b/c', 'd/b/c'], limit: '5', config: 'dma.yaml' }],
    ['files', { files: ['a.csv', 'b.csv'], limit: '5', normal: '0..1', fault: ['2..3', '4..5'] }],
    ['manifest', { manifest: 'm.json', report: 'r.html', json: true }],
    ['libsvm', { importLibsvm: 'model.txt', range: 'scale.txt', config: 'from-the-environment.yaml' }],
  ] as const) {
    it(`name a source: ${JSON.stringify(given)}`, () =>
      assert.equal(sourceOf({ files: [], out: 'm.json.out', ...given }), source));
  }

  it('are refused without a source, and with two', () => {
    refused(
      { files: [] },
      'say what to learn from: --target, --series, files, --manifest, or --import-libsvm',
    );
    refused(
      { files: ['a.csv'], target: 'memory' },
      'a series in Redis and files: learn from one of them only',
    );
  });

  it('are refused when an option does not go with the source', () => {
    for (const [given, message] of [
      [{ files: ['a'], host: 'web1' }, '--host: does not go with files, only with a series in Redis'],
      [
        { manifest: 'm', limit: '5' },
        '--limit: does not go with --manifest, only with a series in Redis or files',
      ],
      [{ manifest: 'm', horizon: '5' }, /^--horizon: does not go with --manifest, /],
      [{ manifest: 'm', fault: '1..2' }, /^--fault: does not go with --manifest, /],
      [{ target: 'm', range: 'r' }, '--range: does not go with a series in Redis, only with --import-libsvm'],
      [{ importLibsvm: 'm', seed: '5' }, /^--seed: does not go with --import-libsvm, /],
      [{ importLibsvm: 'm', report: 'r' }, /^--report: does not go with --import-libsvm, /],
    ] as const)
      refused(given, message);
  });

  it('name hosts only for a target that has several', () => {
    for (const given of [
      { series: 'a/b/c', limit: '5', host: 'a' },
      { target: 'memory', series: 'a/b/c', host: 'a' },
    ])
      refused(given, '--host: goes with --target alone; a --series names its host itself');
  });

  it('are refused when one that is meant once is given twice', () => {
    const twice = { files: ['a'], limit: ['5', '6'] } as unknown as LearnArguments;
    refused(twice, '--limit: is given twice; say it once');
    refused(
      { files: ['a'], falseShare: ['5', '6'] } as unknown as LearnArguments,
      /^--false-share: is given twice/,
    );
  });

  it('say where the model goes, unless rows are only exported', () => {
    refused(
      { manifest: 'm', out: undefined },
      '--out: say where the model goes, such as --out memory-svm.json',
    );
    refused({ importLibsvm: 'm', out: undefined }, /^--out: say where/);
    refused(
      { manifest: 'm', out: undefined, export: 'e', report: 'r' },
      '--report: is about a model; name its file with --out',
    );
    assert.equal(sourceOf({ manifest: 'm', export: 'rows.svm' }), 'manifest');
  });

  it('name no file twice that would be overwritten', () => {
    refused({ files: ['a.csv', 'out.json'] }, 'out.json: is named twice; it would be overwritten');
    refused({ manifest: 'm', report: 'out.json' }, /^out\.json: is named twice/);
    refused({ importLibsvm: 'out.json' }, /^out\.json: is named twice/);
  });

  it('leave horizon and limit to the target, and have defaults for the rest', () => {
    const { trainer, ...rest } = settingsOf({});
    assert.equal(trainer.name, 'libsvm');
    assert.deepEqual(rest, { seed: 1, falseShare: 0.01, horizonSeconds: undefined, limit: undefined });
  });

  it('are read with their units', () => {
    const given = { trainer: 'ml-svm', seed: '7', falseShare: '2.5 %', horizon: '120', limit: '2GiB' };
    const { trainer, ...rest } = settingsOf(given);
    assert.equal(trainer.name, 'ml-svm');
    assert.deepEqual(rest, { seed: 7, falseShare: 0.025, horizonSeconds: 120, limit: 2 ** 31 });
    assert.equal(settingsOf({ falseShare: '0.02' }).falseShare, 0.02);
  });

  for (const [given, message] of [
    [{ trainer: 'svmlight' }, '--trainer: expected one of libsvm, ml-svm, not "svmlight"'],
    [{ seed: '1.5' }, '--seed: expected a whole number from 0 to 2147483647, not "1.5"'],
    [{ seed: '-1' }, /^--seed: /],
    [{ seed: '' }, /^--seed: /],
    [
      { falseShare: '51%' },
      '--false-share: expected a share of normal time from 0 to 50 %, such as 1%, not "51%"',
    ],
    [{ falseShare: '1' }, /^--false-share: /],
    [{ falseShare: 'few' }, /^--false-share: /],
    [{ horizon: '0' }, '--horizon: expected seconds from 1 to 86400, not "0"'],
    [{ limit: '0' }, '--limit: expected a number above 0, or one with a unit such as 60GiB, not "0"'],
    [{ limit: 'much' }, /^--limit: /],
  ] as const) {
    it(`refuse ${JSON.stringify(given)}`, () =>
      assert.throws(() => settingsOf(given), { name: 'UsageError', message }));
  }

  it('may be given once, several times or not at all where that makes sense', () => {
    assert.deepEqual([listOf(undefined), listOf('a'), listOf(['a', 'b'])], [[], ['a'], ['a', 'b']]);
  });
});
