import assert from 'node:assert/strict';
import { ModelError } from '../../../../../analysis/detector.ts';
import { svm } from '../../../../../analysis/detectors/svm.ts';
import { libsvm } from '../../../../../analysis/detectors/trainers/libsvm.ts';
import type { SvmTrainer } from '../../../../../analysis/detectors/trainers/trainer.ts';
import {
  trainSvm,
  type SvmTrainingOptions,
  type TrainedSvm,
} from '../../../../../analysis/detectors/training/svm-training.ts';
import type { TrainingSeries } from '../../../../../analysis/detectors/training/training-rows.ts';
import { featureNames } from '../../../../../analysis/features/features.ts';
import { seededRandom } from '../../../../../analysis/maths/seeded-random.ts';
import { runs, syntheticSeries } from './synthetic-series.ts';

const fewer: SvmTrainer = { ...libsvm, fewRows: 100, manyRows: 400 };
const settings = { cost: 1, width: 0.6 };

function train(series: readonly TrainingSeries[], options: Partial<SvmTrainingOptions> = {}): TrainedSvm {
  return trainSvm(series, { trainer: fewer, random: seededRandom(1), about: 'a test', ...options });
}

/** About as good as normally distributed, -3 to 3. */
function noiseFrom(random: () => number): () => number {
  return () => 2 * (random() + random() + random()) - 3;
}

/** Groups whose abnormal rows have a first feature of 1.5 and normal ones of -1.5, both with noise of 1. */
function problem(labelOf: (label: -1 | 0 | 1) => -1 | 0 | 1 = (label) => label): TrainingSeries[] {
  const noise = noiseFrom(seededRandom(7));
  return ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((group) =>
    [1, 2].map((which) => {
      const truth = runs(400, -1, 30, 0, 100, 1);
      const series = syntheticSeries({
        name: `${group}${which}`,
        group,
        labels: truth,
        featuresOf: (_, label) => [1.5 * label + noise(), noise()],
      });
      return { ...series, labels: Int8Array.from(truth, (label) => labelOf(label)) };
    }),
  );
}

/** One row of a label, which is all in one fold, after many of the other one. */
function hardlyAny(label: number): TrainingSeries[] {
  const noise = noiseFrom(seededRandom(9));
  return [
    syntheticSeries({
      labels: runs(300, -label, 1, label),
      featuresOf: (_, each) => [each + 0.1 * noise(), noise()],
    }),
  ];
}

function calledAbnormal(model: TrainedSvm['model'], { features, labels }: TrainingSeries): boolean[] {
  const detector = svm.load(model);
  const width = featureNames.length;
  return [...labels].map((_, row) => {
    const verdict = detector.judge(Float64Array.from(features.subarray(row * width, (row + 1) * width)));
    return verdict.kind === 'verdict' && verdict.abnormal;
  });
}

/** The share of the rows with this label whose held-out margin is above 0. */
function shareAbove(
  { heldOutMargins }: TrainedSvm,
  series: readonly TrainingSeries[],
  label: number,
): number {
  const margins = series.flatMap(({ labels }, i) =>
    [...heldOutMargins[i]!].filter((_, row) => labels[row] === label),
  );
  return margins.filter((margin) => margin > 0).length / margins.length;
}

describe('training a support vector machine', function () {
  const series = problem();
  let trained: TrainedSvm;
  before(() => {
    trained = train(series);
  });

  it('tells abnormal rows from normal ones', () => {
    const detector = svm.load(trained.model);
    const judge = (first: number): boolean => {
      const features = new Float64Array(featureNames.length).fill(0.5);
      features[0] = first;
      const verdict = detector.judge(features);
      return verdict.kind === 'verdict' && verdict.abnormal;
    };
    assert.equal(judge(2.5), true);
    assert.equal(judge(-1.5), false);
    // With 1 % of the normal rows above it, the best boundary has three quarters of the abnormal ones above it.
    const found = shareAbove(trained, series, 1);
    assert.ok(found > 0.65 && found < 0.85, String(found));
  });

  it('looks at no feature that is constant', () => {
    assert.deepEqual(trained.model.features, featureNames.slice(0, 2));
  });

  it('gives the same model with the same random numbers, and the rows are left as they were', () => {
    const features = series.map((each) => each.features.slice());
    assert.deepEqual(train(series), trained);
    assert.notDeepEqual(train(series, { random: seededRandom(2) }).model, trained.model);
    assert.deepEqual(
      series.map((each) => each.features),
      features,
    );
  });

  it('calls about as much of the normal time abnormal as it may', () => {
    for (const falseShare of [0.01, 0.1]) {
      const share = shareAbove(train(series, { falseShare, settings }), series, -1);
      assert.ok(share > falseShare / 3 && share < 2 * falseShare, `${share} instead of ${falseShare}`);
    }
  });

  it('finds more when more false calls are allowed', () => {
    const found = [0.001, 0.01, 0.1].map((falseShare) =>
      shareAbove(train(series, { falseShare, settings }), series, 1),
    );
    assert.ok(found[0]! < found[1]! && found[1]! < found[2]!, String(found));
  });

  it('finds next to nothing where labels are chance', () => {
    const random = seededRandom(3);
    const shuffled = problem((label) => (label === 0 ? 0 : random() < 0.2 ? 1 : -1));
    assert.ok(shareAbove(train(shuffled), shuffled, 1) < 0.05);
  });

  it('does not take what was learned by heart of a group for found', () => {
    // What is abnormal is another thing in each group: without its group, nothing tells it.
    const noise = noiseFrom(seededRandom(11));
    const groups = [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
    ].map(([x, y], i) =>
      syntheticSeries({
        group: `group ${i}`,
        labels: runs(200, -1, 100, 1),
        featuresOf: (_, label) => [(i % 2 === 0 ? 3 : -3) * label + 0.2 * noise(), x!, y!],
      }),
    );
    assert.ok(shareAbove(train(groups), groups, 1) < 0.1);
  });

  it('judges each labelled row without its group, and no other row', () => {
    assert.equal(trained.heldOutBy, 'group');
    for (const [which, { labels }] of series.entries()) {
      const margins = trained.heldOutMargins[which]!;
      assert.equal(margins.length, labels.length);
      for (const [row, label] of labels.entries()) assert.equal(Number.isNaN(margins[row]!), label === 0);
    }
  });

  it('searches for settings, or takes those that are given', () => {
    let machines = 0;
    const counting: SvmTrainer = {
      ...fewer,
      train(...rows) {
        machines++;
        return fewer.train(...rows);
      },
    };
    train(series, { trainer: counting });
    // Nine pairs in five folds; then teacher and pupil of each fold, and of everything.
    assert.equal(machines, 9 * 5 + 2 * 5 + 2);
    machines = 0;
    const given = train(series, { trainer: counting, settings });
    assert.equal(machines, 2 * 5 + 2);
    assert.deepEqual([given.model.training['cost'], given.model.training['width']], [1, 0.6]);
  });

  it('gives the same model with the settings that a search found, but for what was drawn meanwhile', () => {
    const { cost, width } = trained.model.training as unknown as { cost: number; width: number };
    const again = train(series, { settings: { cost, width } });
    assert.deepEqual([again.model.training['cost'], again.model.training['width']], [cost, width]);
    assert.ok(Math.abs(shareAbove(again, series, 1) - shareAbove(trained, series, 1)) < 0.1);
  });

  it('says how far it is, up to the end', () => {
    for (const given of [undefined, settings]) {
      const shares: number[] = [];
      train(series, { settings: given, onProgress: (share) => shares.push(share) });
      assert.deepEqual(
        shares,
        shares.toSorted((a, b) => a - b),
      );
      assert.ok(shares.length > 10);
      assert.equal(shares.at(-1), 1);
    }
  });

  it('notes in the model how it was made', () => {
    const { training } = train(series, { settings, notes: { seed: 1 } }).model;
    assert.deepEqual(training, {
      about: 'a test',
      trainer: 'libsvm',
      cost: 1,
      width: 0.6,
      falseShare: 0.01,
      seed: 1,
    });
  });

  it('refuses to learn from rows of one label, and says which is missing', () => {
    assert.throws(
      () => train(problem(() => -1)),
      new ModelError('nothing to learn from: no abnormal sample'),
    );
    assert.throws(() => train(problem(() => 1)), new ModelError('nothing to learn from: no normal sample'));
    assert.throws(() => train([]), ModelError);
  });

  it('refuses to learn from rows that all look the same', () => {
    const same = ['a', 'b'].map((group) => syntheticSeries({ group, labels: runs(50, -1, 50, 1) }));
    assert.throws(() => train(same), new ModelError('nothing to learn: all rows look the same'));
  });

  it('learns from a single fault', () => {
    const noise = noiseFrom(seededRandom(9));
    const single = [
      syntheticSeries({
        labels: runs(600, -1, 200, 1),
        featuresOf: (_, label) => [2 * label + noise(), noise()],
      }),
    ];
    const one = train(single);
    assert.equal(one.heldOutBy, 'piece');
    assert.ok(shareAbove(one, single, 1) > 0.8);
  });

  it('holds out pieces of a fault that is shorter than its horizon', () => {
    const noise = noiseFrom(seededRandom(9));
    const short = [
      syntheticSeries({
        labels: runs(600, -1, 30, 1),
        featuresOf: (_, label) => [3 * label + noise(), noise()],
      }),
    ];
    const one = train(short);
    const [margins] = one.heldOutMargins;
    assert.ok(margins!.every((margin) => Number.isFinite(margin)));
    assert.ok(shareAbove(one, short, 1) > 0.8);
  });

  describe('from so little that none of it can be held out', () => {
    let searched = 0;
    const counting: SvmTrainer = {
      ...fewer,
      train(...rows) {
        searched++;
        return fewer.train(...rows);
      },
    };

    it('puts the boundary by the rows themselves', () => {
      for (const label of [1, -1]) {
        const few = hardlyAny(label);
        const { model, heldOutMargins } = train(few, { falseShare: 0.1 });
        assert.ok(heldOutMargins[0]!.every(Number.isNaN));
        const called = calledAbnormal(model, few[0]!);
        // All of the abnormal rows, and of the normal ones as few as that takes.
        assert.deepEqual(
          called,
          [...few[0]!.labels].map((each) => each === 1),
        );
      }
    });

    it('searches nothing, as what is learned by heart would win', () => {
      searched = 0;
      const { cost, width } = train(hardlyAny(1), { trainer: counting }).model.training;
      assert.deepEqual([cost, width], [1, 0.2]);
      assert.ok(searched <= 4, String(searched));
    });
  });
});
