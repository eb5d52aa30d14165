import assert from 'node:assert/strict';
import { svm } from '../../../../analysis/detectors/svm.ts';
import { checkedSvmModel, type SvmModel } from '../../../../analysis/detectors/svm-model.ts';
import type { TrainingSeries } from '../../../../analysis/detectors/training/training-rows.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { exportRows, importedModel } from '../../../../tools/learn/libsvm-files.ts';
import { OutsideError } from '../../../../tools/process/command-error.ts';
import { goldenLibsvm, goldenLibsvmFile } from '../../../support/golden-libsvm.ts';

const { rows, cases, scaled } = goldenLibsvm();

/** The first features; the others are 0. */
function padded(row: readonly number[]): number[] {
  return [...row, ...Array<number>(featureNames.length - row.length).fill(0)];
}

function seriesOf(labels: readonly number[], described: readonly (readonly number[])[]): TrainingSeries {
  return {
    name: 'made by hand',
    group: 'made by hand',
    horizonSeconds: 60,
    times: Float64Array.from(labels, (_, i) => i),
    features: Float32Array.from(described.flatMap(padded)),
    labels: Int8Array.from(labels),
  };
}

function margins(model: SvmModel): number[] {
  const detector = svm.load(JSON.parse(JSON.stringify(model)));
  return rows.map((row) => {
    const verdict = detector.judge(Float64Array.from(padded(row)));
    assert.ok(verdict.kind === 'verdict', JSON.stringify(verdict));
    return verdict.margin;
  });
}

describe("rows in libsvm's text format", () => {
  it('have their label, features numbered from 1, and no zeros; those without a label are left out', () => {
    const first = seriesOf(
      [1, 0, -1],
      [
        [0.25, 0, -0.5],
        [1, 2, 3],
        [0, -0, 2 ** -30],
      ],
    );
    const second = seriesOf([-1], [[]]);
    assert.deepEqual([...exportRows([first, second])], ['+1 1:0.25 3:-0.5', '-1 3:9.31322575e-10', '-1']);
  });

  it('number the last feature as featureNames does', () => {
    const row = featureNames.map((_, i) => i + 1);
    const [line] = exportRows([seriesOf([1], [row])]);
    assert.equal(line, `+1 ${row.map((value) => `${value}:${value}`).join(' ')}`);
  });

  it('have the digits that single precision has, and no more', () => {
    const values = [0.1, 1 / 3, -123.456, 0.15625001];
    const [line] = exportRows([seriesOf([1], [values])]);
    const read = line!
      .split(' ')
      .slice(1)
      .map((entry) => Number(entry.split(':')[1]));
    assert.deepEqual(read.map(Math.fround), values.map(Math.fround));
    assert.ok(line!.startsWith('+1 1:0.100000001 2:0.333333343 3:-123.456001 '), line);
  });
});

describe('a model imported from libsvm', () => {
  for (const name of ['rbf', 'linear', 'polynomial', 'scikit-learn-svc', 'one-class']) {
    it(`judges as libsvm does: ${name}`, () => {
      const model = importedModel(goldenLibsvmFile(`${name}.model`), `${name}.model`);
      const sign = ['scikit-learn-svc', 'one-class'].includes(name) ? -1 : 1;
      for (const [i, margin] of margins(model).entries()) {
        const expected = sign * cases[name]!.decisions[i]!;
        assert.ok(
          Math.abs(margin - expected) < 1e-11 * (1 + Math.abs(expected)),
          `${margin}, not ${expected}`,
        );
      }
    });
  }

  it('looks at all features as they are, and says where it comes from', () => {
    const model = importedModel(goldenLibsvmFile('rbf.model'), 'mine.model');
    assert.equal(checkedSvmModel(structuredClone(model)).version, model.version);
    assert.deepEqual(model.features, featureNames);
    assert.ok(model.means.every((mean) => mean === 0));
    assert.ok(model.deviations.every((deviation) => deviation === 1));
    const count = model.machine.vectors.length;
    assert.equal(model.training.about, `imported from mine.model: rbf kernel, ${count} support vectors`);
    assert.ok(count > 10);
  });

  it('scales as svm-scale does, and leaves out what was constant', () => {
    const model = importedModel(goldenLibsvmFile('scaled.model'), 'm', goldenLibsvmFile('scaled.range'));
    assert.deepEqual(model.features, featureNames.slice(0, 3));
    assert.ok(model.machine.vectors.every(({ length }) => length === 3));
    const found = margins(model);
    for (const [i, margin] of found.entries()) {
      // svm-scale writes six digits, and the coefficients are up to 10.
      assert.ok(Math.abs(margin - scaled.decisions[i]!) < 1e-4, `${margin}, not ${scaled.decisions[i]}`);
      assert.equal(margin > 0, scaled.predicted[i] === 1);
    }
    assert.ok(new Set(scaled.predicted).size === 2);
  });

  const vectors = [
    'svm_type c_svc',
    'kernel_type linear',
    'nr_class 2',
    'total_sv 2',
    'rho 0.5',
    'label -1 1',
    'SV',
  ];
  const small = [...vectors, '1 1:-1 3:2', '-1 1:1'].join('\n');

  it('gets means and deviations from the range file, and its vectors only the features in it', () => {
    const model = importedModel(small, 'm', 'y\n0 1\n-1 1\nx\r\n-1 3\n1 10 30\n3 -5 -1\n\n');
    assert.deepEqual(model.features, [featureNames[0], featureNames[2]]);
    assert.deepEqual(model.means, [15, -4]);
    assert.deepEqual(model.deviations, [5, 1]);
    assert.deepEqual(model.machine.vectors, [
      [-1, 2],
      [1, 0],
    ]);
  });

  const third = featureNames[2];
  for (const [what, range, complaint] of [
    ['of another kind', 'hello', 'not a range file of svm-scale: the line "x" is missing'],
    ['that ends too early', 'x', 'the range file, line 2: "" should be 2 finite numbers'],
    ['without features', 'x\n-1 1\n', 'the range file has no feature: were all of them constant?'],
    ['that scales to a point', 'x\n1 1\n1 0 1', 'the range file, line 2: 1 should be below 1'],
    ['with a constant feature', 'x\n0 1\n1 2 2', 'the range file, line 3: 2 should be below 2'],
    ['with a text', 'x\n0 1\n1 a 2', 'the range file, line 3: "1 a 2" should be 3 finite numbers'],
    ['with two numbers', 'x\n0 1\n1 2', 'the range file, line 3: "1 2" should be 3 finite numbers'],
    [
      'with feature 0',
      'x\n0 1\n0 1 2',
      `the range file, line 3: there is no feature 0, only 1 to ${featureNames.length}`,
    ],
    [
      'with a feature too many',
      `x\n0 1\n${featureNames.length + 1} 1 2`,
      `the range file, line 3: there is no feature ${featureNames.length + 1}, only 1 to ${featureNames.length}`,
    ],
    [
      'with a feature twice',
      'x\n0 1\n1 1 2\n1 1 2',
      'the range file, line 4: the numbers of features should ascend',
    ],
    [
      'of other rows',
      'x\n0 1\n1 1 2',
      `feature 3 (${third}) is used, but the range file leaves it out: give the range file of the very rows that it was trained on`,
    ],
  ] as const) {
    it(`refuses a range file ${what}`, () => {
      assert.throws(
        () => importedModel(small, 'mine.model', range),
        (error) => error instanceof OutsideError && error.message === `mine.model: ${complaint}`,
      );
    });
  }

  for (const [gamma, shown] of [
    ['-1', '-1'],
    ['1e-400', '0'],
  ] as const) {
    it(`refuses what would be refused when it is loaded: gamma ${gamma}`, () => {
      const text = small.replace('linear', `rbf\ngamma ${gamma}`);
      assert.throws(
        () => importedModel(text, 'mine.model'),
        (error) =>
          error instanceof OutsideError &&
          error.message === `mine.model: "machine.kernel.gamma" should be above 0, not ${shown}`,
      );
    });
  }

  it('refuses a model with the name of its file', () => {
    assert.throws(
      () => importedModel(small.replace('linear', 'sigmoid'), 'mine.model'),
      /^OutsideError: mine\.model: "kernel_type sigmoid": supported are /,
    );
    const tooMany = [...vectors, '1 1:1', `1 ${featureNames.length + 1}:1`].join('\n');
    assert.throws(() => importedModel(tooMany, 'mine.model'), /^OutsideError: mine\.model: line 9: /);
  });
});
