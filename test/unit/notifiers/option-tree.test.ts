import assert from 'node:assert/strict';
import { z } from 'zod';
import { brokenOptions, evenWhenBroken, section } from '../../../notifiers/option-meta.ts';
import { bareSchema, defaultOf, optionsOf, schemaAt } from '../../../notifiers/option-tree.ts';

const text = z.string();
const number = z.number();
const inner = z.strictObject({ text, number: number.default(7) });
const schema = z.strictObject({
  inner: section(inner),
  list: z.array(inner).optional(),
  byName: z.record(z.string(), inner).nullable(),
  either: z.union([z.strictObject({ a: text }), z.strictObject({ b: number }).optional()]),
});

describe('the tree of options', () => {
  it('is that below whatever wraps a schema', () => {
    for (const wrapped of [
      text.optional(),
      text.nullable().optional(),
      text.exactOptional(),
      text.default('a'),
      text.prefault('a').nullish(),
      text.transform((given) => given.length),
    ])
      assert.equal(bareSchema(wrapped), text);
  });

  it('has the options of a section, and of each alternative', () => {
    assert.deepEqual(Object.keys(optionsOf(schema)), ['inner', 'list', 'byName', 'either']);
    assert.deepEqual(Object.keys(optionsOf(schema.shape.inner)), ['text', 'number']);
    assert.deepEqual(Object.keys(optionsOf(schema.shape.either)), ['a', 'b']);
    assert.deepEqual(optionsOf(text), {});
  });

  it('is known at each path, by names and indices', () => {
    for (const [path, expected] of [
      [[], schema],
      [['inner', 'text'], text],
      [['list', 3, 'text'], text],
      [['byName', 'any', 'text'], text],
      [['either', 'b'], number],
      [['inner', 'other'], undefined],
      [['inner', 'constructor'], undefined],
      [['other', 'text', 'more'], undefined],
      [['inner', 'text', 'more'], undefined],
    ] as const)
      assert.equal(schemaAt(schema, path), expected, path.join('.'));
  });

  it('has the defaults that the schemas give', () => {
    assert.equal(defaultOf(inner.shape.number), 7);
    assert.equal(defaultOf(text.prefault('a')), 'a');
    assert.equal(defaultOf(text.default('b').transform((given) => given.length)), 'b');
    assert.equal(defaultOf(text.optional()), undefined);
  });
});

describe('a section', () => {
  it('may be left out or empty where all of its options may be', () => {
    const optional = section(z.strictObject({ number: number.default(7) }));
    for (const given of [undefined, null, {}]) assert.deepEqual(optional.parse(given), { number: 7 });
    assert.deepEqual(optional.parse({ number: 8 }), { number: 8 });
  });

  it('has rules across its options that know which of them are broken', () => {
    let broken: unknown;
    const ruled = z.strictObject({ text, number }).superRefine((_, context) => {
      broken = [...brokenOptions(context)];
    }, evenWhenBroken);
    ruled.safeParse({ text: 1, number: 1 });
    assert.deepEqual(broken, ['text']);
    broken = undefined;
    for (const given of [null, 'a']) ruled.safeParse(given);
    assert.equal(broken, undefined);
  });
});
