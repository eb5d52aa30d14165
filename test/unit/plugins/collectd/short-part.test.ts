import assert from 'node:assert/strict';
import { formatIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { shortPart } from '../../../../plugins/collectd/short-part.ts';

describe('a text that is to be part of an identifier', () => {
  it('stays as it is up to 127 bytes', () => {
    for (const text of ['', 'root', 'x'.repeat(127), 'é'.repeat(63)]) assert.equal(shortPart(text), text);
  });

  it('is cut to 127 bytes, between two characters, and told apart by its hash', () => {
    const texts = ['x'.repeat(128), 'x'.repeat(129), 'é'.repeat(64), '語'.repeat(300), '😀'.repeat(40)];
    const short = texts.map(shortPart);
    for (const [index, text] of short.entries()) {
      assert.ok(Buffer.byteLength(text) <= 127 && Buffer.byteLength(text) > 120, text);
      assert.ok(texts[index]!.startsWith(text.slice(0, -9)), text);
      assert.doesNotThrow(() =>
        formatIdentifier({ host: 'h', plugin: 'dma', pluginInstance: text, type: 't' }),
      );
    }
    assert.equal(new Set(short).size, texts.length);
    const replaced = `\ufffdx${'y'.repeat(200)}`;
    assert.ok(shortPart(replaced).startsWith('\ufffdxy'), 'only what was cut is left out');
    assert.equal(shortPart(texts[0]!), short[0], 'the same each time');
  });
});
