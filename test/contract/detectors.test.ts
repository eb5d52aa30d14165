import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ModelError, type Detector } from '../../analysis/detector.ts';
import { detectors } from '../../analysis/detectors/registry.ts';
import { featureNames } from '../../analysis/features/features.ts';
import { readModel, writeModel } from '../../plugins/models/model-file.ts';
import type { DetectorModels, Model } from '../support/detector-models.ts';
import { assertHasRow } from '../support/readme-row.ts';
import { flatThenRising } from '../support/flat-then-rising.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { featuresAfter } from '../support/series-features.ts';

/** Levels, growth per second and ends, before and after growth begins at 90 s. */
const cases = [150, 350, 550].flatMap((level) =>
  [-0.5, 0, 0.3, 10, 15].flatMap((perSecond) =>
    [80, 112, 120].map((end) => [level, perSecond, end] as const),
  ),
);
const described = cases.map(([level, perSecond, end]) =>
  featuresAfter(flatThenRising(level, perSecond, end)),
);

function marginOf(detector: Detector, features: Float64Array): number {
  const verdict = detector.judge(features);
  assert.ok(verdict.kind === 'verdict', JSON.stringify(verdict));
  assert.equal(verdict.abnormal, verdict.margin > 0);
  return verdict.margin;
}

/** Models of each detector: `test/contract/detectors/NAME.ts`. */
const modelsByName = new Map<string, DetectorModels>();
for (const { name } of detectors) {
  const { models } = (await import(`./detectors/${name}.ts`)) as { models: DetectorModels };
  modelsByName.set(name, models);
}

describe('every detector', () => {
  const folder = scratchFolder();

  it('has a name of its own, and a row in the README', () => {
    assert.equal(new Set(detectors.map(({ name }) => name)).size, detectors.length);
    for (const { name } of detectors) assertHasRow('analysis/detectors/README.md', name);
  });

  for (const entry of detectors) {
    const { sound, looksAt, broken } = modelsByName.get(entry.name)!;

    for (const [kind, model] of Object.entries(sound)) {
      describe(`${entry.name}, ${kind}`, () => {
        const detector = entry.load(structuredClone(model));

        it('separates a series that is about to reach its limit from a flat one', () => {
          for (const [index, [level, perSecond, end]] of cases.entries()) {
            if (end === 112) continue;
            const margin = marginOf(detector, described[index]!);
            assert.equal(
              margin > 0,
              end === 120 && perSecond >= 10,
              `${level}, ${perSecond}, ${end}: ${margin}`,
            );
          }
        });

        it('says who it is and how it was made, in one line', () => {
          assert.equal(detector.name, entry.name);
          assert.match(detector.about, /^.+$/);
        });

        it('abstains when a feature that it looks at is not finite, whichever', () => {
          for (const name of looksAt(kind)) {
            for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
              const features = described[0]!.slice();
              features[featureNames.findIndex((known) => known === name)] = value;
              const answer = detector.judge(features);
              assert.deepEqual(answer, { kind: 'abstention', reason: 'not-finite' }, `${name} is ${value}`);
            }
          }
        });

        it('abstains where its margin is not finite', () => {
          const huge = Float64Array.from(featureNames, () => 1e308);
          const answer = detector.judge(huge);
          assert.ok(answer.kind === 'abstention' || Number.isFinite(answer.margin), JSON.stringify(answer));
        });

        it('gives the same margins, bit for bit, after it was saved and loaded', () => {
          const file = join(folder(), 'model.json');
          writeModel(file, model);
          for (const saved of [JSON.parse(JSON.stringify(model)), readModel(file)] as unknown[]) {
            const loaded = entry.load(saved);
            assert.equal(loaded.about, detector.about);
            for (const features of described) {
              assert.ok(Object.is(marginOf(loaded, features), marginOf(detector, features)));
            }
          }
        });

        it('answers the same when asked again, whatever it was asked between, and leaves the features alone', () => {
          const before = described.map((features) => features.slice());
          const margins = described.map((features) => marginOf(detector, features));
          assert.ok(new Set(margins).size > described.length / 2, 'they are not all one');
          for (const [index, features] of [...described.entries()].toReversed()) {
            assert.ok(Object.is(marginOf(detector, features), margins[index]));
          }
          assert.deepEqual(described, before);
        });

        it('does not depend on the unit of the series', () => {
          for (const [index, [level, perSecond, end]] of cases.entries()) {
            const scaled = flatThenRising(level, perSecond, end).map(({ time, value }) => ({
              time,
              value: value * 2 ** 20,
            }));
            const features = featuresAfter(scaled, 1000 * 2 ** 20);
            assert.deepEqual(features, described[index]);
            assert.ok(Object.is(marginOf(detector, features), marginOf(detector, described[index]!)));
          }
        });

        it('does not depend on when it is', () => {
          for (const [index, [level, perSecond, end]] of cases.entries()) {
            for (const start of [0, 0.8e9, 2.8e9]) {
              const features = featuresAfter(flatThenRising(level, perSecond, end, start));
              const difference = marginOf(detector, features) - marginOf(detector, described[index]!);
              assert.ok(Math.abs(difference) < 1e-9, `${difference} at ${start}`);
            }
          }
        });
      });

      for (const [fault, [breakIt, complaint]] of Object.entries(broken(kind))) {
        it(`${entry.name}, ${kind}: is refused when loaded with ${fault}`, () => {
          const model_ = breakIt(structuredClone(model) as Model);
          assert.throws(
            () => entry.load(model_),
            (error: Error) => {
              assert.ok(error instanceof ModelError, error.stack);
              assert.match(error.message, complaint);
              assert.ok(!error.message.includes('\n'));
              return true;
            },
          );
        });
      }
    }
  }
});
