import assert from 'node:assert/strict';
import { ModelError } from '../../../../analysis/detector.ts';
import { decisionOf } from '../../../../analysis/detectors/kernel-model.ts';
import { parseLibsvm } from '../../../../analysis/detectors/libsvm-text.ts';
import { goldenLibsvm, goldenLibsvmFile } from '../../../support/golden-libsvm.ts';

/** Both sides compute with all digits of the same file: what differs is the order of additions. */
const tolerance = 1e-11;

function assertNear(actual: number, expected: number): void {
  const difference = Math.abs(actual - expected);
  assert.ok(difference <= tolerance * (1 + Math.abs(expected)), `${actual} should be ${expected}`);
}

const model = [
  'svm_type c_svc',
  'kernel_type polynomial',
  'degree 3',
  'gamma 0.5',
  'coef0 1.5',
  'nr_class 2',
  'total_sv 3',
  'rho -0.25',
  'label 1 -1',
  'nr_sv 1 2',
  'SV',
  '2 1:0.5 3:-1e-3 ',
  '-1.5 ',
  '-.5 2:1 3:2',
];

/** The model with its line that starts so replaced. */
function modelWith(start: string, ...replacement: string[]): string {
  const index = model.findIndex((line) => line.startsWith(start));
  assert.ok(index >= 0, start);
  return model.toSpliced(index, 1, ...replacement).join('\n');
}

describe("libsvm's text format", () => {
  const { rows, cases } = goldenLibsvm();

  for (const [name, { predicted, decisions, scikitLearn }] of Object.entries(cases)) {
    const text = goldenLibsvmFile(`${name}.model`);
    const isOneClass = text.includes('one_class');
    const isNormalFirst = isOneClass || /^label (-1|0) 1$/m.test(text);

    it(`decides as libsvm does: ${name}`, () => {
      const decide = decisionOf(parseLibsvm(text, 4));
      assert.equal(decisions.length, 20);
      for (const [i, row] of rows.entries()) {
        const decision = decide(Float64Array.from(row));
        assertNear(decision, isNormalFirst ? -decisions[i]! : decisions[i]!);
        assert.equal(decision > 0, predicted[i] === (isOneClass ? -1 : 1));
        if (scikitLearn) assertNear(decision, isOneClass ? -scikitLearn[i]! : scikitLearn[i]!);
      }
      assert.equal(new Set(predicted).size, 2);
    });
  }

  it('reads what svm-train wrote with every kernel, one-class models and both orders of labels', () => {
    const texts = Object.keys(cases).map((name) => goldenLibsvmFile(`${name}.model`));
    for (const line of [
      'svm_type c_svc',
      'svm_type one_class',
      'label 1 -1',
      'label 0 1',
      'label -1 1',
      'probA',
    ]) {
      assert.ok(
        texts.some((text) => text.includes(`${line}\n`) || text.includes(`${line} `)),
        line,
      );
    }
    for (const kind of ['linear', 'polynomial', 'rbf']) {
      assert.ok(
        texts.some((text) => text.includes(`kernel_type ${kind}\n`)),
        kind,
      );
    }
  });

  it('gives the kernel, the vectors with their zeros, and coefficients of abnormal above 0', () => {
    assert.deepEqual(parseLibsvm(model.join('\n'), 4), {
      kernel: { kind: 'polynomial', degree: 3, gamma: 0.5, offset: 1.5 },
      vectors: [
        [0.5, 0, -0.001, 0],
        [0, 0, 0, 0],
        [0, 1, 2, 0],
      ],
      coefficients: [2, -1.5, -0.5],
      bias: 0.25,
    });
  });

  for (const label of ['-1 1', '0 1']) {
    it(`turns a model round that says "label ${label}"`, () => {
      const { coefficients, bias } = parseLibsvm(modelWith('label', `label ${label}`), 4);
      assert.deepEqual({ coefficients, bias }, { coefficients: [-2, 1.5, 0.5], bias: -0.25 });
    });
  }

  it('takes 1 and 0 for labels as well as 1 and -1', () => {
    assert.deepEqual(parseLibsvm(modelWith('label', 'label 1 0'), 4), parseLibsvm(model.join('\n'), 4));
  });

  it('does not mind the line ends of Windows, blank lines at the end, other lines before SV, or no nr_sv', () => {
    const expected = parseLibsvm(model.join('\n'), 4);
    for (const text of [
      model.join('\r\n'),
      `${model.join('\n')}\n\n \r\n`,
      modelWith('label', 'label 1 -1', 'probA -0.7', 'probB 0.3', 'prob_density_marks 1 2'),
      modelWith('nr_sv'),
    ]) {
      assert.deepEqual(parseLibsvm(text, 4), expected);
    }
  });

  const refusals: Readonly<Record<string, readonly [text: string, complaint: string]>> = {
    'an empty file': [
      '',
      'not a model file of libsvm: the line "SV", which the support vectors follow, is missing',
    ],
    'nothing before SV': [
      'SV\n1 1:2',
      'not a model file of libsvm: the line "svm_type" is missing before "SV"',
    ],
    'nothing after SV': [
      model.slice(0, 11).join('\n'),
      '"total_sv 3", but 0 lines follow "SV": is the file complete?',
    ],
    'a line too few': [
      model.slice(0, -1).join('\n'),
      '"total_sv 3", but 2 lines follow "SV": is the file complete?',
    ],
    'a line too many': [
      `${model.join('\n')}\n1 1:1`,
      '"total_sv 3", but 4 lines follow "SV": is the file complete?',
    ],
    'no support vector at all': [
      modelWith('total_sv', 'total_sv 0'),
      '"total_sv 0": there should be at least one support vector',
    ],
    'half a support vector': [
      modelWith('total_sv', 'total_sv 2.5'),
      '"total_sv 2.5": there should be at least one support vector',
    ],
    'nr_sv of another sum': [modelWith('nr_sv', 'nr_sv 1 1'), '"nr_sv 1 1" does not add up to "total_sv 3"'],
    'another type': [
      modelWith('svm_type', 'svm_type epsilon_svr'),
      '"svm_type epsilon_svr": supported are c_svc with two classes and one_class, with the kernels linear, polynomial and rbf',
    ],
    'three classes': [
      modelWith('nr_class', 'nr_class 3'),
      '"nr_class 3": supported are c_svc with two classes and one_class, with the kernels linear, polynomial and rbf',
    ],
    'other labels': [
      modelWith('label', 'label 1 2'),
      '"label 1 2": the labels should be 1 for abnormal, and -1 or 0 for normal',
    ],
    'one label twice': [
      modelWith('label', 'label 1 1'),
      '"label 1 1": the labels should be 1 for abnormal, and -1 or 0 for normal',
    ],
    'the sigmoid kernel': [
      modelWith('kernel_type', 'kernel_type sigmoid'),
      '"kernel_type sigmoid": supported are c_svc with two classes and one_class, with the kernels linear, polynomial and rbf',
    ],
    'a precomputed kernel': [
      modelWith('kernel_type', 'kernel_type precomputed'),
      '"kernel_type precomputed": supported are c_svc with two classes and one_class, with the kernels linear, polynomial and rbf',
    ],
    'half a degree': [modelWith('degree', 'degree 1.5'), '"degree 1.5" should be a whole number, 1 or more'],
    'a degree of 0': [modelWith('degree', 'degree 0'), '"degree 0" should be a whole number, 1 or more'],
    'an empty rho': [modelWith('rho', 'rho'), '"rho " should have a finite number'],
    'an infinite rho': [modelWith('rho', 'rho inf'), '"rho inf" should have a finite number'],
    'a gamma that is none': [modelWith('gamma', 'gamma nan'), '"gamma nan" should have a finite number'],
    'two numbers for one': [modelWith('gamma', 'gamma 1 2'), '"gamma 1 2" should have a finite number'],
    'a blank line between vectors': [modelWith('-1.5', ''), 'line 13: "" should be a finite number'],
    'a coefficient that is none': [modelWith('-1.5', 'nan 1:1'), 'line 13: "nan" should be a finite number'],
    'an infinite value': [modelWith('-1.5', '1 1:-inf'), 'line 13: "-inf" should be a finite number'],
    'no value': [
      modelWith('-1.5', '1 1:'),
      'line 13: "1:" should be a feature\'s number, 1 to 4, a colon, and its value',
    ],
    'feature 0': [
      modelWith('-1.5', '1 0:1'),
      'line 13: "0:1" should be a feature\'s number, 1 to 4, a colon, and its value',
    ],
    'a feature too many': [
      modelWith('-1.5', '1 5:1'),
      'line 13: "5:1" should be a feature\'s number, 1 to 4, a colon, and its value',
    ],
    'half a feature': [
      modelWith('-1.5', '1 1.5:1'),
      'line 13: "1.5:1" should be a feature\'s number, 1 to 4, a colon, and its value',
    ],
    'a value without a feature': [
      modelWith('-1.5', '1 2'),
      'line 13: "2" should be a feature\'s number, 1 to 4, a colon, and its value',
    ],
    'two colons': [
      modelWith('-1.5', '1 1:2:3'),
      'line 13: "1:2:3" should be a feature\'s number, 1 to 4, a colon, and its value',
    ],
    'a feature twice': [
      modelWith('-1.5', '1 2:1 2:1'),
      'line 13: feature 2 comes after 2: numbers should ascend',
    ],
    'features out of order': [
      modelWith('-1.5', '1 2:1 1:1'),
      'line 13: feature 1 comes after 2: numbers should ascend',
    ],
    ...Object.fromEntries(
      ['svm_type', 'kernel_type', 'degree', 'gamma', 'coef0', 'nr_class', 'total_sv', 'rho', 'label'].map(
        (name) => [
          `no ${name}`,
          [modelWith(name), `not a model file of libsvm: the line "${name}" is missing before "SV"`] as const,
        ],
      ),
    ),
  };
  for (const [what, [text, message]] of Object.entries(refusals)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseLibsvm(text, 4), new ModelError(message));
    });
  }
});
