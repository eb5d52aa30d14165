import assert from 'node:assert/strict';
import { formatModel } from '../../../../plugins/models/model-text.ts';

describe('the text of a model', () => {
  it('has a line for each member, and one for each support vector', () => {
    const model = {
      format: 'x',
      means: [1, 2.5],
      machine: {
        vectors: [
          [1, 2],
          [3, 4],
        ],
        bias: -1,
      },
      none: {},
      empty: [],
    };
    assert.equal(
      formatModel(model),
      [
        '{',
        '  "format": "x",',
        '  "means": [1, 2.5],',
        '  "machine": {',
        '    "vectors": [',
        '      [1, 2],',
        '      [3, 4]',
        '    ],',
        '    "bias": -1',
        '  },',
        '  "none": {},',
        '  "empty": []',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('has no line of megabytes: long lists go down the page', () => {
    const coefficients = Array.from({ length: 5000 }, (_, index) => index / 7);
    const vectors = coefficients.map((one) => Array<number>(22).fill(one));
    const text = formatModel({ coefficients, vectors });
    assert.ok(Math.max(...text.split('\n').map(({ length }) => length)) < 600);
    assert.deepEqual(JSON.parse(text), { coefficients, vectors });
  });

  it('is the JSON of anything', () => {
    for (const value of [null, true, 'a "b"\n', 0.1 + 0.2, [[], [{}]], { 'a b': [{ c: 1 }, 'd', null] }]) {
      assert.deepEqual(JSON.parse(formatModel(value)), value);
    }
  });
});
