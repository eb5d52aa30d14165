import assert from 'node:assert/strict';
import { ModelError, type Detector } from '../../analysis/detector.ts';
import { detectors } from '../../analysis/detectors/registry.ts';
import { Window } from '../../analysis/window.ts';
import { detectorModels, type Model } from '../detector-models.ts';

/** One sample a second, ending at `newest`. */
function windowOf(newest: number, perSecond: number, samples: number): Window {
  return Window.of(
    Array.from({ length: samples }, (_, i) => ({
      time: 1.8e9 + i,
      value: newest + perSecond * (i - samples + 1),
    })),
  );
}

function marginOf(detector: Detector, window: Window): number {
  const verdict = detector.judge(window, 1000, 60);
  assert.ok(verdict.kind === 'verdict', JSON.stringify(verdict));
  assert.equal(verdict.abnormal, verdict.margin > 0);
  return verdict.margin;
}

describe('every detector', () => {
  it('has a name of its own and a model to be tested with', () => {
    assert.equal(new Set(detectors.map(({ name }) => name)).size, detectors.length);
    assert.deepEqual(Object.keys(detectorModels).toSorted(), detectors.map(({ name }) => name).toSorted());
  });

  for (const entry of detectors) {
    const { sound, broken } = detectorModels[entry.name]!;

    for (const [kind, model] of Object.entries(sound)) {
      describe(`${entry.name}, ${kind}`, () => {
        const detector = entry.load(structuredClone(model));

        it('separates a rising series from a flat one', () => {
          for (const newest of [300, 600]) {
            assert.ok(marginOf(detector, windowOf(newest, 25, detector.samples)) > 0, `rising at ${newest}`);
            assert.ok(marginOf(detector, windowOf(newest, 0, detector.samples)) < 0, `flat at ${newest}`);
          }
        });

        it('abstains when a feature is not finite', () => {
          const notFinite = { kind: 'abstention', reason: 'not-finite' };
          const rising = windowOf(600, 20, detector.samples);
          for (const limit of [Number.NaN, 0]) assert.deepEqual(detector.judge(rising, limit, 60), notFinite);
          const huge = Window.of([0, 1, 2].map((time) => ({ time, value: time % 2 === 0 ? 1e308 : -1e308 })));
          assert.deepEqual(detector.judge(huge, 1000, 60), notFinite);
        });

        it('abstains from too few samples', () => {
          const abstention = detector.judge(windowOf(600, 20, 2), 1000, 60);
          assert.deepEqual(abstention, { kind: 'abstention', reason: 'too-few-samples', have: 2, need: 3 });
        });

        it('gives the same margins, bit for bit, after it was saved and loaded', () => {
          const loaded = entry.load(JSON.parse(JSON.stringify(model)));
          assert.equal(loaded.samples, detector.samples);
          for (let newest = 50; newest < 1000; newest += 50) {
            for (const slope of [-5, 0, 3.7, 20]) {
              const window = windowOf(newest, slope, detector.samples);
              assert.ok(Object.is(marginOf(loaded, window), marginOf(detector, window)));
            }
          }
        });

        it('answers the same when asked again', () => {
          const window = windowOf(600, 20, detector.samples);
          assert.equal(marginOf(detector, window), marginOf(detector, window));
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
