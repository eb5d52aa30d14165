import assert from 'node:assert/strict';
import { closestName } from '../../../notifiers/closest-name.ts';

describe('the name that a mistyped one stands for', () => {
  const known = ['horizonSeconds', 'roundSeconds', 'series', 'samples', 'limit', 'lowerLimit', 'url'];
  for (const [typed, meant] of [
    ['horizonSecond', 'horizonSeconds'],
    ['horizon_seconds', 'horizonSeconds'],
    ['HorizonSeconds', 'horizonSeconds'],
    ['horizonSecodns', 'horizonSeconds'],
    ['serie', 'series'],
    ['sample', 'samples'],
    ['limits', 'limit'],
    ['lowerlimit', 'lowerLimit'],
    ['uri', 'url'],
    ['rul', 'url'],
    ['horizon', 'horizonSeconds'],
    ['roun', 'roundSeconds'],
    ['capacity', undefined],
    ['hor', undefined],
    ['u', undefined],
    ['', undefined],
    ['horizonSeconds'.repeat(5), undefined],
  ] as const) {
    it(`is ${meant ?? 'none'} for ${JSON.stringify(typed)}`, () => {
      assert.equal(closestName(typed, known), meant);
    });
  }
});
