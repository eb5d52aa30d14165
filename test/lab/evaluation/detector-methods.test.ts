import assert from 'node:assert/strict';
import type { Detector } from '../../../analysis/detector.ts';
import { featureNames } from '../../../analysis/features/features.ts';
import { defaultMethod, ourMethod } from '../../../tools/lab/evaluation/default-method.ts';
import { detectorMethods, detectorNotes } from '../../../tools/lab/evaluation/detector-methods.ts';
import { comparedMethods } from '../../../tools/lab/evaluation/methods.ts';
import { handMade, leak } from './hand-made-series.ts';

const level = featureNames.indexOf('level');
const asked: string[] = [];

/** Abnormal from half of the limit on. */
function halfFull(kind: string): Detector {
  asked.push(kind);
  return {
    name: 'half full',
    about: 'by hand',
    judge: (features) => {
      const margin = 20 * (features[level]! - 0.5);
      return { kind: 'verdict', abnormal: margin > 0, margin };
    },
  };
}

describe('ours with a detector', () => {
  const leaking = handMade(leak, { kind: 'a leak' });
  // 50 is reached at 440 s.
  const alone = ourMethod('alone', undefined, { detectorOf: halfFull, riskFrom: 'detector' });

  it('alerts when the detector says so, and forecasts as without', () => {
    const rows = alone.rowsOf(leaking);
    const first = rows.find(({ alert }) => alert)!.t;
    assert.ok(first >= 440 && first < 455, `${first}`);
    const without = defaultMethod().rowsOf(leaking);
    assert.deepEqual(
      rows.map(({ pred }) => pred),
      without.map(({ pred }) => pred),
    );
    assert.notEqual(without.find(({ alert }) => alert)!.t, first);
  });

  it('asks for the detector of the kind', () => {
    assert.ok(asked.length > 0 && asked.every((kind) => kind === 'a leak'));
  });

  it('may leave the risk to the forecast', () => {
    const forecast = ourMethod('f', undefined, { detectorOf: halfFull, riskFrom: 'forecast' });
    assert.deepEqual(forecast.rowsOf(leaking), defaultMethod().rowsOf(leaking));
  });
});

function names(model?: string): string[] {
  return detectorMethods({ model }).map(({ name }) => name);
}

describe('the methods with a detector', () => {
  const unseen = ['collectd-dma, support vector machine', 'collectd-dma, forecast and verdict'];

  it('are two on kinds that were left out, and two as shipped or with a model of somebody else', () => {
    assert.deepEqual(names(), [...unseen, ...unseen.map((name) => `${name}, as shipped`)]);
    assert.deepEqual(names('mine.json'), [...unseen, ...unseen.map((name) => `${name}, mine.json`)]);
  });

  it('stand before ours without', () => {
    assert.equal(comparedMethods(undefined, detectorMethods()).at(-1)!.name, 'collectd-dma');
    assert.ok(comparedMethods().every(({ name }) => !unseen.includes(name)));
  });

  it('read a model when they are asked, and say what is wrong with it', () => {
    const given = detectorMethods({ model: 'no-such-model.json' }).at(-1)!;
    assert.throws(() => given.rowsOf(handMade(leak)), {
      name: 'ModelError',
      message: /^no-such-model\.json: there is no such file/,
    });
  });

  it('come with a note on what their models have seen', () => {
    assert.deepEqual(detectorNotes(['collectd-dma']), []);
    const [first, second, ...rest] = detectorNotes(names());
    assert.match(first!, /without a fifth of all kinds/);
    assert.match(second!, /has seen the recorded series themselves/);
    assert.deepEqual(rest, []);
    assert.equal(detectorNotes(names('mine.json')).length, 1);
    assert.match(detectorNotes([`${unseen[1]}, as shipped`])[0]!, /^As shipped/);
  });
});
