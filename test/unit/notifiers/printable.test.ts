import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { quoteAsJson, replaceUnprintable } from '../../../notifiers/printable.ts';
import { createLogger } from '../../../plugins/process/logger.ts';
import { ConfigError } from '../../../plugins/process/config-error.ts';
import { formatEvents } from '../../../tools/events/events-table.ts';

/** Controls, line ends, and format characters: directions of writing, no width, a soft hyphen, an invisible tag. */
const hidden = [
  '\u001b',
  '\u009b',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u00ad',
  '\ufeff',
  '\u{e0041}',
];

describe('characters that move or hide what is read', () => {
  for (const character of hidden) {
    const code = `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
    it(`do not reach a terminal or a log: ${code}`, () => {
      const text = `web${character}1`;
      assert.equal(replaceUnprintable(text, '?'), 'web?1');
      assert.equal(new ConfigError(text).message, 'web 1');
      createLogger('dma', (line) => assert.equal(line, 'dma: web 1\n'), new KnownSecrets()).info(text);
      assert.match(formatEvents([[text, '', '', '', '', '']]), /\| web\?1 \|/);
      const quoted = quoteAsJson(text);
      assert.ok(!quoted.includes(character));
      assert.equal(JSON.parse(quoted), text);
    });
  }

  it('are not those of any language', () => {
    const text = 'Zürich 東京 𝄞 €';
    assert.equal(replaceUnprintable(text, '?'), text);
    assert.equal(quoteAsJson(text), `"${text}"`);
  });
});
