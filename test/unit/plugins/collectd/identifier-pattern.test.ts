import assert from 'node:assert/strict';
import { IdentifierPattern } from '../../../../plugins/collectd/identifier-pattern.ts';

describe('an identifier pattern', () => {
  const table: [pattern: string, identifier: string, captures: string[] | undefined][] = [
    ['*/memory/memory-used', 'web1/memory/memory-used', []],
    ['*/memory/memory-used', 'web1/memory/memory-used-not', undefined],
    ['*/memory/memory-used', 'web1/xmemory/memory-used', undefined],
    ['web?/memory/memory-*', 'web1/memory/memory-free', ['free']],
    ['web?/memory/memory-*', 'web12/memory/memory-free', undefined],
    ['*/df-*/df_complex-used', 'web1/df-root/df_complex-used', ['root']],
    ['*/df-*/df_complex-used', 'web1/df-var-log/df_complex-used', ['var-log']],
    ['*/df-*/df_complex-used', 'web1/df-/df_complex-used', ['']],
    ['*/df-*/df_complex-used', 'web1/df-a/b/df_complex-used', undefined],
    ['*/*/*', 'h/p-i/t-j', ['p-i', 't-j']],
    ['h/cpu-?/cpu-*', 'h/cpu-7/cpu-idle', ['7', 'idle']],
    ['*/df-*/df_complex-{used,free}', 'web1/df-root/df_complex-free', ['root', 'free']],
    ['*/df-*/df_complex-{used,free}', 'web1/df-root/df_complex-reserved', undefined],
    ['*/df-*/df_complex-{used,free}', 'web1/df-root/df_complex-used,free', undefined],
    ['web{1,2}/a/{b.c,d}', 'web2/a/b.c', ['b.c']],
    ['web{1,2}/a/{b.c,d}', 'web2/a/bxc', undefined],
    ['web{1,2}/a/{b.c,d}', 'web3/a/d', undefined],
    ['h/a{b}/{c', 'h/a{b}/{c', []],
    ['h.x/a+b/(c)', 'h.x/a+b/(c)', []],
    ['h.x/a+b/(c)', 'hyx/a+b/(c)', undefined],
    [String.raw`h/a\b/[c]^$|{}`, String.raw`h/a\b/[c]^$|{}`, []],
  ];
  for (const [pattern, identifier, captures] of table) {
    it(`${pattern} ${captures ? `captures ${JSON.stringify(captures)} in` : 'does not match'} ${identifier}`, () => {
      assert.deepEqual(new IdentifierPattern(pattern).match(identifier), captures);
    });
  }

  for (const [pattern, hasCaptures, namesTypes] of [
    ['*/memory/memory-used', false, true],
    ['*/memory/memory-{used,free}', true, true],
    ['*/memory/memory-*', true, false],
    ['h/memory/memory-use?', true, false],
    ['h/df-*/df_complex-used', true, true],
    ['h/df-?/df_complex-*', true, false],
  ] as const)
    it(`${pattern} ${hasCaptures ? 'captures something' : 'captures nothing'} and ${namesTypes ? 'names its types' : 'does not name its types'}`, () => {
      const of = new IdentifierPattern(pattern);
      assert.deepEqual([of.hasCaptures, of.namesTypes], [hasCaptures, namesTypes]);
    });

  it('is named in full where each of its types is there, for each host and plugin', () => {
    const pattern = new IdentifierPattern('*/df-*/df_complex-{used,free}');
    const [used, free] = ['h/df-root/df_complex-used', 'h/df-root/df_complex-free'];
    assert.equal(pattern.isNamedInFull([used, free]), true);
    assert.equal(pattern.isNamedInFull([used]), false);
    assert.equal(pattern.isNamedInFull([used, free, 'i/df-root/df_complex-free']), false);
    assert.equal(pattern.isNamedInFull([used, 'h/df-var/df_complex-free']), false);
    assert.equal(new IdentifierPattern('*/df-*/df_complex-*').isNamedInFull([used, free]), false);
  });

  it('is the same pattern for any host', () => {
    assert.equal(
      new IdentifierPattern('web1/df-*/df_complex-used').onAnyHost().text,
      '*/df-*/df_complex-used',
    );
  });

  for (const [pattern, plugin, type] of [
    ['*/memory/memory-used', 'memory', 'memory'],
    ['*/df-*/df_complex-{used,free}', 'df', 'df_complex'],
    ['*/df*/df_*', undefined, undefined],
    ['*/?-x/{a,b}-x', undefined, undefined],
    ['*/{df,disk}-x/?', undefined, undefined],
  ] as const)
    it(`${pattern} is about ${plugin ?? 'several plugins'} and ${type ?? 'several types'}`, () => {
      const of = new IdentifierPattern(pattern);
      assert.deepEqual([of.plugin, of.type], [plugin, type]);
    });

  it('is the same pattern for any instance of its plugin, on any host', () => {
    for (const text of ['web1/df-root/df_complex-used', 'web1/df/df_complex-used'])
      assert.equal(new IdentifierPattern(text).onAnyInstance().text, '*/df-*/df_complex-used');
  });

  it('has a pattern of all series of its type and plugin, on any host', () => {
    for (const [text, ofType] of [
      ['web1/df-root/df_complex-used', '*/df-root/df_complex*'],
      ['web1/df-*/df_*-used', '*/df-*/df_*-used'],
      ['web1/df-*/{a,b}-used', '*/df-*/{a,b}-used'],
    ] as const)
      assert.equal(new IdentifierPattern(text).ofType.text, ofType);
  });

  it('needs the three fields of an identifier', () => {
    for (const text of ['', '*', 'memory/memory-used', '*//memory', 'a/b/c/d', '/b/c', 'a/b/']) {
      assert.throws(() => new IdentifierPattern(text), {
        name: 'PatternError',
        message: 'expected host/plugin[-instance]/type[-instance], such as */memory/memory-used',
      });
    }
  });
});
