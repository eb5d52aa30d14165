import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Script } from 'node:vm';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { LibSvm } from '../../../../analysis/detectors/trainers/libsvm.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { loadDetector, readModel } from '../../../../plugins/models/model-file.ts';
import type { LearnArguments } from '../../../../tools/learn/arguments.ts';
import type { LearnResult } from '../../../../tools/learn/summary.ts';
import { runLearn } from '../../../../tools/learn/learn.ts';
import { goldenLibsvm, goldenLibsvmFile } from '../../../support/golden-libsvm.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('dma learn', function () {
  const folder = scratchFolder();
  let files: string[];
  let out: string;

  beforeEach(function () {
    out = join(folder(), 'model.json');
    // Wobbles, then leaks to the limit of 1000 from 500 s on, faster in each file.
    files = [1, 2, 3].map((rate) => {
      const file = join(folder(), `leak-${rate}.csv`);
      const lines = Array.from({ length: 900 }, (_, t) => {
        const wobble = 400 + 20 * Math.sin(t / (5 + rate));
        return `${t},${Math.min(1100, wobble + 2 * rate * Math.max(0, t - 500))}`;
      });
      writeFileSync(file, ['t,value', ...lines].join('\n'));
      return file;
    });
  });

  async function learn(given: Partial<LearnArguments>) {
    const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      streams[name].on('data', (text: Buffer) => (written[name] += text.toString()));
    await runLearn(
      { limit: '1000', out, ...given },
      { secrets: new KnownSecrets(), ...streams, now: () => 7 },
    );
    return written;
  }

  it('learns from CSV files and their limit, judged on files that were held out', async () => {
    const { stdout, stderr } = await learn({ files, json: true });
    assert.equal(stderr, '');
    const result = JSON.parse(stdout) as LearnResult;
    assert.equal(result.figures.heldOutBy, 'group');
    assert.deepEqual(result.series, files);
    assert.ok(result.figures.recall! > 0.5, stdout);
    assert.equal(result.figures.crossings.count, 3);
    assert.equal(loadDetector('svm', out).name, 'svm');
    assert.equal(result.model.bytes, readFileSync(out).length);
  });

  it('writes the same file for the same input and seed, and remembers how it was made', async () => {
    await learn({ files });
    const first = readFileSync(out, 'utf8');
    await learn({ files });
    assert.equal(readFileSync(out, 'utf8'), first);
    const { training } = readModel(out) as { training: Record<string, unknown> };
    assert.match(
      training['about'] as string,
      /^trained by dma learn on 3 series: \d+ normal and \d+ abnormal rows, labelled by the limit$/,
    );
    assert.equal(training['seed'], 1);
    assert.equal((training['series'] as { limit: number; horizonSeconds: number }[])[0]!.limit, 1000);
    assert.ok('recall' in (training['heldOut'] as object));
    const machineOf = (): unknown => (readModel(out) as { machine: unknown }).machine;
    const machine = machineOf();
    await learn({ files, seed: '2' });
    assert.notDeepEqual(machineOf(), machine);
  });

  it('learns from ranges, and warns when there is one fault only', async () => {
    const { stdout } = await learn({ files: files.slice(0, 1), normal: '0..450', fault: '600..750' });
    assert.match(stdout, /^Learned from \S+leak-1\.csv: 446 normal and 150 abnormal rows, horizon 1 min\n/);
    assert.match(stdout, /\nJudged on pieces of the fault that it was not trained on/);
    assert.match(stdout, /\nWarning: there is one fault only, /);
    assert.match(stdout, /\ncrossings +1 of 1 called abnormal before the limit was crossed, /);
    const { training } = readModel(out) as { training: { ranges: unknown } };
    assert.deepEqual(training.ranges, [
      { label: -1, from: 0, to: 450 },
      { label: 1, from: 600, to: 750 },
    ]);
  });

  it('learns from a fault of three minutes with a sample each ten seconds', async () => {
    // Ten times as slow as the first one.
    const lines = readFileSync(files[0]!, 'utf8').split('\n').slice(1);
    const slow = lines.map((line, index) => `${10 * index},${line.split(',')[1]!}`);
    writeFileSync(files[0]!, ['t,value', ...slow].join('\n'));
    const given = { files: files.slice(0, 1), normal: '200..2000', fault: '6000..6180', json: true };
    const { stdout } = await learn(given);
    const { rows, figures, warnings } = JSON.parse(stdout) as LearnResult;
    assert.deepEqual(rows, { normal: 180, abnormal: 18 });
    assert.deepEqual([figures.normal.rows, figures.abnormal.rows], [180, 18]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^there is one fault only, /);
  });

  it('learns from a manifest, whose series are in groups of a kind and in no unit', async () => {
    const manifest = join(folder(), 'manifest.json');
    const report = join(folder(), 'report.html');
    const traces = files.map((file, index) => ({
      name: `trace ${index}`,
      file: basename(file),
      kind: index === 0 ? 'slow' : 'fast',
      threshold: 1000,
      interval: 1,
    }));
    writeFileSync(manifest, JSON.stringify({ traces }));
    const { stdout, stderr } = await learn({ manifest, limit: undefined, report, json: true });
    assert.equal(stderr, '');
    const { series, horizonSeconds, figures } = JSON.parse(stdout) as LearnResult;
    assert.deepEqual(series, ['trace 0', 'trace 1', 'trace 2']);
    assert.deepEqual([horizonSeconds, figures.heldOutBy, figures.crossings.count], [[60], 'group', 3]);
    assert.match(readFileSync(report, 'utf8'), /"unit":"plain"/);
    assert.equal(loadDetector('svm', out).name, 'svm');
    writeFileSync(manifest, '{"traces": 5}');
    await assert.rejects(learn({ manifest, limit: undefined }), {
      name: 'OutsideError',
      message: `${manifest}: is not a manifest of labelled series: traces: must be a list, not 5`,
    });
  });

  it('learns with the other trainer', async () => {
    const { stdout } = await learn({
      files: files.slice(0, 1),
      normal: '100..130',
      fault: '600..620',
      trainer: 'ml-svm',
    });
    assert.match(stdout, /; trainer ml-svm, C /);
    assert.equal((readModel(out) as { training: { trainer: string } }).training.trainer, 'ml-svm');
    assert.equal(loadDetector('svm', out).name, 'svm');
  });

  it('draws a report that loads nothing, of scripts that are valid', async () => {
    const report = join(folder(), 'report.html');
    await learn({ files, report });
    const page = readFileSync(report, 'utf8');
    assert.match(page, /<title>\S*model\.json - dma learn<\/title>/);
    assert.match(page, /default-src 'none'/);
    assert.doesNotMatch(page, /(src|href)=|NaN/);
    const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map((match) => match[1]!);
    assert.equal(scripts.length, 4);
    for (const script of scripts) assert.ok(new Script(script));
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!) as { series: unknown[] };
    assert.equal(data.series.length, 3);
  });

  it('exports the rows instead of training, or as well', async () => {
    const rows = join(folder(), 'rows.svm');
    const { stdout, stderr } = await learn({ files, export: rows, out: undefined });
    assert.equal(stdout, '');
    assert.match(stderr, /^dma learn: \d+ rows written to \S+rows\.svm\n$/);
    assert.match(readFileSync(rows, 'utf8'), /^([+-]1( \d+:-?[\d.e-]+)+\n)+$/);
    assert.ok(!existsSync(out));
    await learn({ files, export: rows });
    assert.ok(existsSync(out));
  });

  it('exports normal time alone, to learn elsewhere what is normal', async () => {
    const rows = join(folder(), 'rows.svm');
    const { stderr } = await learn({
      files: files.slice(0, 1),
      normal: '0..450',
      export: rows,
      out: undefined,
    });
    assert.match(stderr, /^dma learn: 446 rows written/);
    assert.match(readFileSync(rows, 'utf8'), /^(-1 .*\n){446}$/);
    await assert.rejects(learn({ files, normal: '0..450', export: rows }), {
      name: 'UsageError',
      message: /^--normal: goes with --fault, /,
    });
  });

  it('has a way to libsvm and back', async () => {
    const rows = join(folder(), 'rows.svm');
    await learn({ files, export: rows, out: undefined });
    const lines = readFileSync(rows, 'utf8').trimEnd().split('\n');
    const labels = lines.map((line) => Number(line.split(' ')[0]));
    const vectors = lines.map((line) => {
      const vector = Array<number>(featureNames.length).fill(0);
      for (const entry of line.split(' ').slice(1)) {
        const [number, value] = entry.split(':').map(Number);
        vector[number! - 1] = value!;
      }
      return vector;
    });
    const elsewhere = new LibSvm({
      type: LibSvm.SVM_TYPES.C_SVC,
      kernel: LibSvm.KERNEL_TYPES.RBF,
      cost: 10,
      gamma: 0.5,
      quiet: true,
    });
    const some = lines.map((_, row) => row).filter((row) => row % 4 === 0);
    elsewhere.train(
      some.map((row) => vectors[row]!),
      some.map((row) => labels[row]!),
    );
    const model = join(folder(), 'model.txt');
    writeFileSync(model, elsewhere.serializeModel());
    elsewhere.free();
    await learn({ limit: undefined, importLibsvm: model });
    const detector = loadDetector('svm', out);
    const right = vectors.filter((vector, row) => {
      const verdict = detector.judge(Float64Array.from(vector));
      return verdict.kind === 'verdict' && verdict.abnormal === (labels[row] === 1);
    });
    assert.ok(right.length > 0.95 * lines.length, `${right.length} of ${lines.length}`);
  });

  it('makes a model file of one that was trained on scaled rows', async () => {
    const [model, range] = [join(folder(), 'model.txt'), join(folder(), 'scale.txt')];
    writeFileSync(model, goldenLibsvmFile('scaled.model'));
    writeFileSync(range, goldenLibsvmFile('scaled.range'));
    const { stdout } = await learn({ limit: undefined, importLibsvm: model, range, json: true });
    assert.deepEqual((JSON.parse(stdout) as { features: unknown }).features, featureNames.slice(0, 3));
    const detector = loadDetector('svm', out);
    const { rows, scaled } = goldenLibsvm();
    for (const [i, row] of rows.entries()) {
      const features = new Float64Array(featureNames.length);
      features.set(row);
      const verdict = detector.judge(features);
      assert.ok(verdict.kind === 'verdict');
      // The range file has six digits.
      assert.ok(Math.abs(verdict.margin - scaled.decisions[i]!) < 1e-4);
    }
  });

  it('makes a model file of one that was trained elsewhere', async () => {
    const model = join(folder(), 'model.txt');
    const lines = ['svm_type c_svc', 'kernel_type linear', 'nr_class 2', 'total_sv 2', 'rho 0.5'];
    writeFileSync(model, [...lines, 'label 1 -1', 'nr_sv 1 1', 'SV', '1 1:1', '-1 2:1', ''].join('\n'));
    const { stdout } = await learn({ limit: undefined, importLibsvm: model });
    assert.match(stdout, /How good it is was not judged/);
    assert.equal(loadDetector('svm', out).name, 'svm');
    writeFileSync(model, 'no model');
    await assert.rejects(learn({ limit: undefined, importLibsvm: model }), {
      name: 'OutsideError',
      message: /model\.txt/,
    });
  });

  it('says what it left out', async () => {
    writeFileSync(files[0]!, `${readFileSync(files[0]!, 'utf8')}\n900,nan\n`);
    const { stderr } = await learn({ files, export: undefined });
    assert.match(stderr, /^dma learn: \S+leak-1\.csv: 1 of 901 samples is left out: /);
  });

  it('refuses what cannot be learned from, and writes nothing', async () => {
    for (const [given, name, message] of [
      [{ files, limit: undefined }, 'UsageError', /^--limit: say what counts as exhaustion in the files/],
      [{ files, limit: '5000' }, 'OutsideError', /^too little to learn from: 0 abnormal rows/],
      [
        { files, normal: '0..100', fault: '5000..6000' },
        'OutsideError',
        /^--fault "5000\.\.6000": the files hold no sample/,
      ],
      [
        { files: files.slice(0, 1), normal: '0..100', fault: '600..609' },
        'OutsideError',
        /^too little to learn from: 9 abnormal rows/,
      ],
      [{ files: [join(folder(), 'none.csv')] }, 'OutsideError', /none\.csv: cannot be read/],
      [{ files, out: join(folder(), 'none', 'm.json') }, 'OutsideError', /^--out: /],
      [{ files, export: '/dev/null' }, 'OutsideError', /^--export: \/dev\/null cannot be written: /],
    ] as const) {
      await assert.rejects(learn(given), { name, message });
    }
    assert.deepEqual(readdirSync(folder()).length, 3);
  });
});
