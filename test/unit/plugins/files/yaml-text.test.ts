import assert from 'node:assert/strict';
import { parseYaml, YamlError } from '../../../../plugins/files/yaml-text.ts';

/** The problems of a text, each with its place; empty when it is taken. */
function problemsOf(text: string): string[] {
  try {
    return parseYaml(text).repetitions.map(shown);
  } catch (error) {
    assert.ok(error instanceof YamlError, (error as Error).stack);
    assert.equal(error.name, 'YamlError');
    assert.equal(error.message, error.problems.map(({ rule }) => rule).join('; '));
    return error.problems.map(shown);
  }
}

function shown({ rule, place }: YamlError['problems'][number]): string {
  return place ? `${place.line}:${place.column} ${rule}` : rule;
}

function nested(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`;
}

describe('a YAML text', () => {
  it('has its values, and the place of each name and item', () => {
    const text = parseYaml('a: 1\nb:\n  - c: &x {d: 2}\n  - e\nf: *x\n');
    assert.deepEqual(text.value, { a: 1, b: [{ c: { d: 2 } }, 'e'], f: { d: 2 } });
    for (const [path, place] of [
      [['a'], '1:1'],
      [['b'], '2:1'],
      [['b', 0], '3:5'],
      [['b', 0, 'c'], '3:5'],
      [['b', 0, 'c', 'd'], '3:12'],
      [['b', 1], '4:5'],
      [['f'], '5:1'],
      [['f', 'd'], '3:12'],
      [['b', 2], undefined],
      [['g'], undefined],
      [['a', 'x'], undefined],
      [['b', 0, 'x', 'y'], undefined],
      [['b', 2, 'x'], undefined],
      [[], '1:1'],
    ] as const) {
      const found = text.placeOf(path);
      assert.equal(found && `${found.line}:${found.column}`, place, path.join('.'));
    }
  });

  it('has an option without a name, or a value that is missing, as any other', () => {
    const text = parseYaml('a:\n: b\n');
    assert.deepEqual(text.value, { a: null, '': 'b' });
    assert.deepEqual([text.placeOf(['a']), text.placeOf(['a', 'c'])], [{ line: 1, column: 1 }, undefined]);
    assert.equal(parseYaml('').placeOf([]), undefined);
    assert.deepEqual(problemsOf('[: 1, : 2]'), []);
  });

  it('has the numbers of options that look like numbers', () => {
    assert.deepEqual(parseYaml('1: a').placeOf([1]), { line: 1, column: 1 });
  });

  it('has no value when it is empty', () => {
    for (const text of ['', '# nothing', '---', '~']) assert.equal(parseYaml(text).value, undefined, text);
  });

  it('has no problem that quotes what may be a secret', () => {
    for (const text of [
      ...['*', '!', '&a *', '@', '%', '|', '>', '`', '"\\q" ', '{', '!<', '!a!', '}', ']'].map(
        (sign) => `a: ${sign}opensesame`,
      ),
      '%opensesame a\n---\na: 1',
      '%YAML opensesame\n---\na: 1',
      'a: !opensesame! b',
      'a: !!opensesame b',
      'a: 1\n"opensesame',
    ]) {
      const problems = problemsOf(text);
      assert.ok(problems.length > 0, text);
      for (const problem of problems) assert.doesNotMatch(problem, /opens/, text);
    }
  });

  it('is told to be nested too deeply however deep it is', () => {
    assert.match(problemsOf('['.repeat(2000)).join(), /^1:\d+ is nested more than 50 levels deep$/);
  });

  const quotes = 'a text that begins with a special character has to be in quotes';
  const indent = 'indent it by spaces, as the lines beside it, and close each { and [';
  const aliases = 'has too many aliases such as *name, 100 are enough; write out what they stand for';
  const lone =
    'a text that begins with * has to be in quotes, such as "*/memory/memory-used"; without, it stands for an anchor, and there is no such anchor before it';
  const refused: readonly (readonly [text: string, ...problems: string[]])[] = [
    ['a: 1\nb: 2\n"a": 3\na: 4', '3:1 a: is given twice', '4:1 a: is given twice'],
    ['[a: 1, a: 1]'],
    ['- !!pairs [a: 1, a: 2]', '1:18 a: is given twice'],
    [`${'x'.repeat(70)}: 1\n${'x'.repeat(70)}: 2`, `2:1 ${'x'.repeat(60)}: is given twice`],
    ['a: 1\na: 2\n? [b]\n: 3', '2:1 a: is given twice', '3:3 has a key that is no plain text'],
    ['__proto__: 1', '1:1 __proto__: there is no such option'],
    ['a:\n  - {b: *c}', `2:9 ${lone}`],
    ['a: *', `1:4 Alias cannot be an empty string; ${quotes}`],
    ['a: !b "secret"', `1:4 Unresolved tag; ${quotes}`],
    ['a: !!js/function "secret"', `1:4 Unresolved tag; ${quotes}`],
    ['a: %secret', `1:4 Plain value cannot start with directive indicator character %; ${quotes}`],
    ['a: `secret', `1:4 Plain value cannot start with reserved character \`; ${quotes}`],
    ['a: {b} c', `1:8 Unexpected scalar at node end; ${quotes}`],
    [
      'a:1\nb: 2',
      '1:1 Implicit keys need to be on a single line; a space has to follow the colon of an option',
    ],
    ['a: 1\n---\nb: 2', '2:1 holds several documents; remove the line "---" between them'],
    ['a:\n\tb: 1', '2:1 Tabs are not allowed as indentation; use spaces'],
    ['a:\n  b: 1\n c: 2', `3:1 All mapping items must start at the same column; ${indent}`],
    [
      'a: b: c',
      '1:4 Nested mappings are not allowed in compact mappings; put each option on a line of its own, and a text with a colon in quotes',
    ],
    [
      'a: \u201cb\u201d',
      '1:4 a text in typographic quotes: write "straight ones", as a word processor does not',
    ],
    [
      'a: [b, \u00abc\u00bb]',
      '1:8 a text in typographic quotes: write "straight ones", as a word processor does not',
    ],
    ['a: it is a \u201cb\u201d\nc: [2, x \u2018y\u2019]'],
    ['a: {bc:"d"}', '1:5 a space has to follow the colon of bc'],
    [`{${'x'.repeat(70)}:y}`, `1:2 a space has to follow the colon of ${'x'.repeat(60)}`],
    ['a b:c: 1'],
    ['a: &x &y 1', '1:7 A node can have at most one anchor'],
    ['a: ]secret', `1:4 Unexpected flow-seq-end token in YAML stream; ${quotes}`],
    ['a: !secret! b', `1:4 A tag has no suffix; ${quotes}`],
    ['a: {b:"c"}', '1:5 a space has to follow the colon of b'],
    ['\u00a0a: 1', '1:1 holds a blank that is no space, such as a web page has; type it anew'],
    ['a: &a {b: 1}\nc: {<<: *a}', '2:5 << of YAML is not known here; write out what it stands for'],
    ['a: |secret\n b', `1:5 Block scalar header includes extra characters; ${quotes}`],
    ['%secret x\n---\na: 1', `1:1 Unknown directive; ${quotes}`],
    ['a: "1\nb: 2', '2:5 Missing closing "quote; close what was opened by a quote, { or ['],
    [
      'a: [1\nb: "x',
      `2:1 Flow sequence in block collection must be sufficiently indented and end with a ]; ${indent}`,
    ],
    [nested(50)],
    [nested(51), '1:51 is nested more than 50 levels deep'],
    [`a: &a 1\nb: [${'*a, '.repeat(99)}]`],
    [`a: &a 1\nb: [${'*a, '.repeat(101)}]`, `2:405 ${aliases}`],
    [
      `a: &a [1,1,1,1]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c]\ne: [*d,*d,*d,*d]`,
      aliases,
    ],
  ];
  for (const [text, ...problems] of refused)
    it(`${problems.length > 0 ? `is told to be wrong (${problems.at(-1)!.slice(0, 50)})` : 'is taken'} when it is ${JSON.stringify(text.slice(0, 30))}`, () => {
      assert.deepEqual(problemsOf(text), problems);
    });
});
