import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Glob, strayCharacter } from '../../../../plugins/collectd/glob.ts';
import { IdentifierPattern } from '../../../../plugins/collectd/identifier-pattern.ts';
import { routeSchema } from '../../../../plugins/delivery/route-config.ts';

/** The meaning of a glob as a regular expression, which is too slow for some texts. */
function reference(text: string, barrier: boolean): RegExp {
  const any = barrier ? '[^/]' : '.';
  const source = text.replaceAll(/[*?]|\{[^{}*?/]*,[^{}*?/]*\}|[^*?{]+|\{/g, (piece) => {
    if (piece === '*') return `(${any}*)`;
    if (piece === '?') return `(${any})`;
    if (!piece.startsWith('{') || piece === '{') return literal(piece);
    return `(${piece.slice(1, -1).split(',').map(literal).join('|')})`;
  });
  return new RegExp(`^${source}$`, 's');
}

function literal(text: string): string {
  return text.replaceAll(/[{}]/g, String.raw`\$&`);
}

describe('a glob', () => {
  const patterns = fc.string({
    unit: fc.constantFrom('*', '?', 'a', 'b', '/', '{a,ab}', '{,b}', '{', '}', ','),
    maxLength: 9,
  });
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '/', '{', ',', '}', '\n'), maxLength: 12 });

  for (const barrier of [true, false])
    it(`means the same as a regular expression ${barrier ? 'without' : 'with'} slashes in wildcards`, () => {
      fc.assert(
        fc.property(patterns, texts, (pattern, text) => {
          const glob = new Glob(pattern, barrier ? '/' : undefined);
          const expected = reference(pattern, barrier).exec(text);
          assert.deepEqual(glob.match(text), expected?.slice(1));
          assert.equal(glob.test(text), expected !== null);
        }),
        { numRuns: 3000 },
      );
    });

  for (const [text, words] of [
    ['', ['']],
    ['a', ['a']],
    ['{a,b}-{c,d}', ['a-c', 'a-d', 'b-c', 'b-d']],
    ['a*', undefined],
    ['a?', undefined],
    ['{a,b}*', undefined],
  ] as const)
    it(`tells that ${JSON.stringify(text)} stands for ${words ? JSON.stringify(words) : 'any number of texts'}`, () => {
      assert.deepEqual(new Glob(text).words, words);
    });

  it('tells the texts that it stands for while they are a thousand at most', () => {
    const ten = '{0,1,2,3,4,5,6,7,8,9}';
    assert.equal(new Glob(ten.repeat(3)).words?.length, 1000);
    assert.equal(new Glob(ten.repeat(4)).words, undefined);
    assert.equal(new Glob('{0,1,2,3,4,5,6,7}{0,1,2,3,4,5,6,7,8,9,a,b,c}'.repeat(2)).words, undefined);
  });

  for (const [glob, start, may] of [
    ['', '', true],
    ['', 'a', false],
    ['d*', 'disk-', true],
    ['*', 'disk-', true],
    ['disk', 'disk-', false],
    ['disk-', 'disk-', true],
    ['disk-root', 'disk-', true],
    ['disk-root', 'memory-', false],
    ['?isk-*', 'disk-', true],
    ['?isk-root', 'disk-', true],
    ['?????', 'disk-', true],
    ['????', 'disk-', false],
    ['d?', 'disk-', false],
    ['{memory,disk}-root', 'disk-', true],
    ['{memory,swap}-root', 'disk-', false],
    ['{di,d}{sk,isk}-root', 'disk-', true],
    ['{d,dis}{is,k}{k,-}x', 'disk-', true],
    ['{d,dis}{i,s}{k,-}x', 'disk-', false],
  ] as const)
    it(`${may ? 'may' : 'cannot'} stand for a text that begins with ${start} when it is ${glob}`, () => {
      assert.equal(new Glob(glob).mayBegin(start), may);
    });

  for (const [text, character] of [
    ['web*-{a1,b2}?', undefined],
    ['web[12]', '['],
    ['web12]', ']'],
    [String.raw`web\*`, '\\'],
    ['{ab', '{'],
    ['ab}', '}'],
    ['{ab}', '{'],
    ['{a*,b}', '{'],
    ['{{a,b},c}', '{'],
  ] as const)
    it(`has ${character ?? 'nothing'} that looks like a wildcard and is none in ${text}`, () => {
      assert.equal(strayCharacter(text), character);
    });

  // A regular expression needs longer than the age of the universe for each of these.
  const hostile = `${'a'.repeat(600)}b`;
  it('answers at once for many wildcards and a name that almost matches', () => {
    const many = '*a'.repeat(40);
    assert.equal(new IdentifierPattern(`${many}/x/y`).match(`${hostile}/x/y`), undefined);
    assert.equal(new IdentifierPattern(`h/${many}/y`).match(`h/${hostile}/y`), undefined);
    const { hosts, targets } = routeSchema.parse({ hosts: [many], targets: ['{a,aa}'.repeat(60)] });
    assert.equal(hosts![0]!.test(hostile), false);
    assert.equal(targets![0]!.test(hostile), false);
  });
});
