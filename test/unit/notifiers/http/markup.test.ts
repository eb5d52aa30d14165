import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { escapeAndCut, markups } from '../../../../notifiers/http/markup.ts';

describe('the escape of a value', () => {
  for (const [markup, text, escaped] of [
    ['slack', '<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['html', `<b a="1" b='2'>&`, '&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;'],
    ['markdown', '*a_b* [x](y) `c` # <d> \\', '\\*a\\_b\\* \\[x\\]\\(y\\) \\`c\\` \\# \\<d\\> \\\\'],
    ['markdown', '@channel @here', '@\u200bchannel @\u200bhere'],
    ['markdown', 'http://a.b', 'http:\u200b//a\\.b'],
    ['markdown', '&lt; &#60; & a', '&\u200blt; &\u200b\\#60; & a'],
    ['markdownV2', '_*[]()~`>#+-=|{}.!\\ a', '\\_\\*\\[\\]\\(\\)\\~\\`\\>\\#\\+\\-\\=\\|\\{\\}\\.\\!\\\\ a'],
    ['influxTag', 'a,b=c d\\', 'a\\,b\\=c\\ d_'],
    ['influxString', 'a "b" \\', 'a \\"b\\" \\\\'],
  ] as const)
    it(`for ${markup} leaves nothing of its markup: ${text}`, () => {
      assert.equal(escapeAndCut(text, markup), escaped);
    });

  it('makes spaces of line ends and invisible characters, except where there is no markup', () => {
    const text = 'a\r\nb\u202ec\u2028d';
    for (const markup of markups) assert.match(escapeAndCut(text, markup), /^a\\? b\\? c\\? d$/, markup);
    assert.equal(escapeAndCut(text, undefined), text);
  });

  it('makes a replacement character of half a surrogate pair', () => {
    assert.equal(escapeAndCut('a\ud800b', 'oneLine'), 'a\ufffdb');
  });

  it('leaves a text alone that is not longer than the cut', () => {
    assert.equal(escapeAndCut('abc', undefined, 3), 'abc');
    assert.equal(escapeAndCut('\u{1f4a5}', undefined, 2), '\u{1f4a5}');
    assert.equal(escapeAndCut('', 'slack', 1), '');
  });

  it('cuts the escaped text, and neither a surrogate pair nor an escape', () => {
    assert.equal(escapeAndCut('abcd', undefined, 3), 'ab\u2026');
    assert.equal(escapeAndCut('a\u{1f4a5}\u{1f4a5}', undefined, 3), 'a\u2026');
    assert.equal(escapeAndCut('a\u{1f4a5}\u{1f4a5}', undefined, 4), 'a\u{1f4a5}\u2026');
    assert.equal(escapeAndCut('<<<<', 'slack', 10), '&lt;&lt;\u2026');
    assert.equal(escapeAndCut('____', 'markdownV2', 4), '\\_\u2026');
    assert.equal(escapeAndCut('ab', undefined, 1), '\u2026');
  });

  it('is never longer than the cut, and begins as the whole does', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        text,
        fc.constantFrom(...markups, undefined),
        fc.integer({ min: 1, max: 20 }),
        (given, markup, most) => {
          const [whole, cut] = [escapeAndCut(given, markup), escapeAndCut(given, markup, most)];
          assert.ok(cut.length <= most);
          if (cut === whole) return;
          assert.ok(cut.endsWith('\u2026') && whole.startsWith(cut.slice(0, -1)));
          const rest = whole.slice(cut.length - 1);
          // A pair or an escape that was split would show at the cut.
          assert.ok(cut.slice(0, -1).isWellFormed() || !given.isWellFormed());
          assert.ok(rest.isWellFormed() || !given.isWellFormed());
        },
      ),
    );
  });
});
