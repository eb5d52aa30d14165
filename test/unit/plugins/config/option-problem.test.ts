import assert from 'node:assert/strict';
import { z } from 'zod';
import { problemsOf } from '../../../../plugins/config/option-problem.ts';

/** An option that is always wrong. */
function odd(isWhole: boolean): z.ZodType {
  return z.string().superRefine((_, context) => {
    context.addIssue({ code: 'custom', message: 'is odd', params: { isWhole } });
  });
}

/** The rules that a value of an option breaks. */
function rulesOf(option: z.ZodType, value: unknown): string[] {
  const schema = z.strictObject({ option });
  const given = { option: value };
  return problemsOf(schema.safeParse(given).error!, { schema, given, prefix: ['part'] }).map(
    ({ path, rule }) => `${path.join('.')}: ${rule}`,
  );
}

describe('the rule that an option breaks', () => {
  const secret = { description: 'A secret.', secret: true };
  const rows: readonly (readonly [z.ZodType, unknown, string])[] = [
    [z.number(), 'x', 'must be a number, not "x"'],
    [z.int(), 1.5, 'must be an integer, not 1.5'],
    [z.string(), null, 'must be text, not null'],
    [z.boolean(), 1, 'must be true or false, not 1'],
    [z.array(z.string()), 'x', 'must be a list, not "x"'],
    [z.strictObject({}), [], 'must be a section, not []'],
    [z.record(z.string(), z.string()), 'x', 'must be a section, not "x"'],
    [z.date(), 'x', 'must be date, not "x"'],
    [z.literal('one'), 'two', 'must be one, not "two"'],
    [z.enum(['one', 'two']), 'ten', 'must be one of one, two, not "ten"'],
    [
      z.enum(['first', 'second']),
      'secund',
      'must be one of first, second, not "secund"; did you mean second?',
    ],
    [z.string().min(1), '', 'must not be empty, not ""'],
    [z.string().max(2), 'abc', 'must have at most 2 characters, not "abc"'],
    [z.array(z.string()).min(1), [], 'must have at least 1 entry, not []'],
    [z.array(z.string()).min(2), ['a'], 'must have at least 2 entries, not ["a"]'],
    [z.array(z.string()).max(1), ['a', 'b'], 'must have at most 1 entry, not ["a","b"]'],
    [z.number().min(2), 1, 'must be at least 2, not 1'],
    [z.number().gt(2), 2, 'must be above 2, not 2'],
    [z.number().max(2), 3, 'must be at most 2, not 3'],
    [z.number().lt(2), 2, 'must be below 2, not 2'],
    [z.number(), Number.NaN, 'must be a number, not NaN'],
    [z.string().meta(secret), ['opensesame'], 'must be text, not a list'],
    [z.string().meta(secret), { opensesame: 1 }, 'must be text, not a section'],
    [z.number().meta(secret), 'opensesame', 'must be a number, not text'],
    [z.string().meta(secret), 12_345_678, 'must be text, not a number'],
    [z.string().meta(secret), 1_234_567, 'must be text, not 1234567'],
    [z.number(), 'x'.repeat(200), `must be a number, not "${'x'.repeat(119)}`],
  ];
  for (const [option, value, rule] of rows)
    it(`is told as: ${rule.slice(0, 60)}`, () => {
      assert.deepEqual(rulesOf(option, value), [`part.option: ${rule}`]);
    });

  it('holds no value of a section that may hold a secret, however deep', () => {
    const texts = z.record(z.string(), z.string());
    for (const [option, value] of [
      [texts.meta(secret), { any: ['opensesame'] }],
      [z.strictObject({ any: z.string(), other: z.string().meta(secret) }), 'opensesame'],
      [z.strictObject({ any: z.string(), token: z.string() }), 'opensesame'],
      [z.strictObject({ any: z.strictObject({ other: z.string().meta(secret) }) }), 'opensesame'],
    ] as const)
      for (const rule of rulesOf(option, value)) assert.doesNotMatch(rule, /opens/);
  });

  it('is a whole sentence by itself where the schema says so', () => {
    assert.deepEqual(rulesOf(odd(true), 'a'), ['part.option: is odd']);
    assert.deepEqual(rulesOf(odd(false), 'a'), ['part.option: is odd, not "a"']);
  });

  it('is that of a name in a section whose names have one', () => {
    const named = z.record(z.string().min(2), z.number());
    assert.deepEqual(rulesOf(named, { a: 1 }), ['part.option.a: must not be empty, not 1']);
  });

  it('does not offer the options of the whole part for one inside of it', () => {
    const schema = z.strictObject({ inner: z.strictObject({ a: z.string() }) });
    const given = { inner: { a: 'x', rout: 1 }, rout: 1 };
    const problems = problemsOf(schema.safeParse(given).error!, {
      schema,
      given,
      prefix: [],
      alsoKnown: ['route'],
    });
    assert.deepEqual(
      problems.map(({ path, rule }) => `${path.join('.')}: ${rule}`),
      ['inner.rout: there is no such option', 'rout: there is no such option; did you mean route?'],
    );
  });
});
