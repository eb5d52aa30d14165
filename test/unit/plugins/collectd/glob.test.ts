import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Glob } from '../../../../plugins/collectd/glob.ts';
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
