import assert from 'node:assert/strict';
import { z } from 'zod';
import { secretOptionsOf } from '../../../../notifiers/secrets/secret-options.ts';

const schema = z.strictObject({
  name: z.string(),
  url: z.string().optional().meta({ secret: true }),
  urls: z.array(z.string()).default([]).meta({ secret: true }),
  inner: z
    .strictObject({ headers: z.record(z.string(), z.string()).meta({ secret: true }), other: z.string() })
    .optional(),
});

describe('the secret options', () => {
  it('are the texts in what the schema marks, however deep', () => {
    const given = {
      name: 'a',
      url: 'b',
      urls: ['c', 'd', null, 7],
      inner: { headers: { 'X-A': 'e', 'X-B': { f: 'g' } }, other: 'h' },
    };
    assert.deepEqual(secretOptionsOf(schema, given), ['b', 'c', 'd', 'e', 'g']);
  });

  it('are absent where nothing is given, or something else than the schema says', () => {
    for (const given of [undefined, null, 'a', 7, {}, { url: null, inner: 'a' }])
      assert.deepEqual(secretOptionsOf(schema, given), []);
  });
});
