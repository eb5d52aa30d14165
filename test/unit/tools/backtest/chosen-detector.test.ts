import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeModel } from '../../../../plugins/models/model-file.ts';
import { targetSchema } from '../../../../plugins/config/target-config.ts';
import { chooseDetector, loadChosen } from '../../../../tools/backtest/chosen-detector.ts';
import { targetDefaults } from '../../../../tools/series/configured-target.ts';
import { svmDetectorModels } from '../../../support/detector-models.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { noArguments } from './no-arguments.ts';

const common = { series: '*/memory/memory-used', capacity: 1000 };
const judged = targetSchema.parse({ ...common, detector: { svm: '/own.json' }, riskFrom: 'detector' });
const lower = targetSchema.parse({ ...common, lowerLimit: 500 });

/** Its file, what the risk is from, and where it was chosen. */
function chosen(given: object, target = targetDefaults): (string | undefined)[] {
  const { file, riskFrom, subject } = chooseDetector({ ...noArguments, ...given }, target) ?? {};
  return [file, riskFrom, subject];
}

describe('the detector of a backtest', function () {
  const folder = scratchFolder();

  it('is the one that is given, or else that of the target, or none', function () {
    assert.deepEqual(chosen({}), [undefined, undefined, undefined]);
    assert.deepEqual(chosen({}, lower), [undefined, undefined, undefined]);
    assert.deepEqual(chosen({ lower: true }), [undefined, undefined, undefined]);
    assert.deepEqual(chosen({ detector: 'm.json' }), ['m.json', 'both', '--detector']);
    assert.deepEqual(chosen({ detector: 'm.json', riskFrom: 'forecast' }), [
      'm.json',
      'forecast',
      '--detector',
    ]);
    assert.deepEqual(chosen({ target: 'memory' }, judged), [
      '/own.json',
      'detector',
      'target memory, detector.svm',
    ]);
    assert.deepEqual(chosen({ target: 'memory', riskFrom: 'both' }, judged).slice(0, 2), [
      '/own.json',
      'both',
    ]);
    assert.deepEqual(chosen({ target: 'memory', detector: 'm.json' }, judged).slice(0, 2), [
      'm.json',
      'detector',
    ]);
    assert.equal(chosen({ detector: 'm.json', lower: false }, lower)[0], 'm.json');
  });

  it('is refused with the option and the rule where it does not fit', function () {
    for (const [given, target, message] of [
      [
        { riskFrom: 'both' },
        targetDefaults,
        /^--risk-from: goes with --detector, or with a --target that has a detector; .*, not "both"$/,
      ],
      [
        { detector: 'm.json', riskFrom: 'svm' },
        targetDefaults,
        /^--risk-from: expected one of forecast, detector, both, not "svm"$/,
      ],
      [
        { detector: 'm.json', lower: true },
        targetDefaults,
        /^--detector: m\.json is trained for an upper limit, and --lower is given$/,
      ],
      [
        { detector: 'm.json' },
        lower,
        /^--detector: m\.json is trained for an upper limit, and the target's is a lower one$/,
      ],
      [
        { lower: true },
        judged,
        /^--lower: the target's detector, \/own\.json, is trained for an upper limit$/,
      ],
    ] as const) {
      assert.throws(() => chooseDetector({ ...noArguments, ...given }, target), {
        name: 'UsageError',
        message,
      });
    }
  });

  it('is loaded from its file, or refused with where it was chosen', function () {
    assert.deepEqual(loadChosen(undefined), {});
    const file = join(folder(), 'model.json');
    const wanted = { kind: 'svm', file, subject: '--detector', riskFrom: 'forecast' } as const;
    assert.throws(() => loadChosen(wanted), {
      name: 'OutsideError',
      message: `--detector: ${file}: there is no such file; make it with dma learn`,
    });
    writeModel(file, svmDetectorModels.sound['linear']!);
    const { detector, riskFrom } = loadChosen(wanted);
    assert.deepEqual([detector!.name, detector!.about, riskFrom], ['svm', 'made for tests', 'forecast']);
  });
});
