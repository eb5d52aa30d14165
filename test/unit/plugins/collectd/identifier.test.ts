import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  fieldsOf,
  formatIdentifier,
  hasControlCharacter,
  hostOf,
  IdentifierError,
  identifierOf,
  isNameOf,
  isOwn,
  isOwnName,
  parseIdentifier,
  parseIdentifierOf,
  type Identifier,
} from '../../../../plugins/collectd/identifier.ts';
import { hostileIdentifier, hostileText } from '../../../support/hostile-identifiers.ts';

describe('an identifier', () => {
  const table: [string, Identifier][] = [
    ['web1/memory/memory', { host: 'web1', plugin: 'memory', type: 'memory' }],
    ['web1/memory/memory-used', { host: 'web1', plugin: 'memory', type: 'memory', typeInstance: 'used' }],
    [
      'a-b.c/df-var-log/df_complex-free',
      { host: 'a-b.c', plugin: 'df', pluginInstance: 'var-log', type: 'df_complex', typeInstance: 'free' },
    ],
    ['h/p--x/t', { host: 'h', plugin: 'p', pluginInstance: '-x', type: 't' }],
    [
      'h/p-größe 🐢/t-"\\',
      { host: 'h', plugin: 'p', pluginInstance: 'größe 🐢', type: 't', typeInstance: '"\\' },
    ],
  ];

  for (const [text, identifier] of table) {
    it(`is read from ${text} and written as it`, () => {
      assert.deepEqual(parseIdentifier(text), identifier);
      assert.equal(formatIdentifier(identifier), text);
    });
  }

  it('is refused with the part, the text and the rule', () => {
    const refused: [Partial<Identifier>, string][] = [
      [{ host: '' }, 'the host "" is empty'],
      [{ typeInstance: '' }, 'the typeInstance "" is empty'],
      [{ host: 'a/b' }, 'the host "a/b" holds a slash'],
      [{ pluginInstance: 'a\nPUTVAL' }, String.raw`the pluginInstance "a\nPUTVAL" holds a control character`],
      [{ type: 'a\u007f' }, 'the type "a\u007f" holds a control character'],
      [{ plugin: 'a-b' }, 'the plugin "a-b" holds a hyphen, which would start its instance'],
      [{ type: 'a-b' }, 'the type "a-b" holds a hyphen, which would start its instance'],
      [{ host: '\ud800' }, String.raw`the host "\ud800" is not valid Unicode`],
      [{ plugin: 'ü'.repeat(64) }, `the plugin "${'ü'.repeat(64)}" is longer than 127 bytes`],
    ];
    for (const [part, message] of refused) {
      const identifier = { host: 'h', plugin: 'p', type: 't', ...part };
      assert.throws(() => formatIdentifier(identifier), { name: 'IdentifierError', message });
    }
  });

  it('is not read from a text that is none', () => {
    for (const text of ['', 'h', 'h/p', 'h/p/t/x']) {
      assert.throws(() => parseIdentifier(text), {
        name: 'IdentifierError',
        message: `"${text}" is not an identifier: expected host/plugin[-instance]/type[-instance]`,
      });
    }
    for (const text of ['/p/t', 'h//t', 'h/p/', 'h/-x/t', 'h/p\n/t', `h/p/${'t'.repeat(128)}`]) {
      assert.throws(() => parseIdentifier(text), IdentifierError);
    }
  });

  it('may have parts of 127 bytes', () => {
    const text = `${'h'.repeat(127)}/${'p'.repeat(127)}-${'ü'.repeat(63)}/${'t'.repeat(127)}`;
    assert.equal(formatIdentifier(parseIdentifier(text)), text);
  });

  it('comes back from its own text, or is refused in one line', () => {
    let sound = 0;
    fc.assert(
      fc.property(hostileIdentifier, (identifier) => {
        let text: string;
        try {
          text = formatIdentifier(identifier);
        } catch (error) {
          assert.ok(error instanceof IdentifierError, String(error));
          assert.ok(!error.message.includes('\n'), error.message);
          return;
        }
        sound++;
        assert.ok(!hasControlCharacter(text));
        assert.deepEqual(parseIdentifier(text), identifier);
      }),
      { numRuns: 2000, seed: 1 },
    );
    assert.ok(sound > 50, `${sound}`);
  });

  it('is written again as it was read, unless an instance was empty', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostileText,
          fc.tuple(hostileText, hostileText, hostileText).map((f) => f.join('/')),
        ),
        (text) => {
          let identifier: Identifier;
          try {
            identifier = parseIdentifier(text);
          } catch (error) {
            assert.ok(error instanceof IdentifierError, String(error));
            return;
          }
          const withoutEmptyInstances = text
            .split('/')
            .map((field, index) => (index === 0 ? field : field.replace(/^([^-]*)-$/, '$1')));
          assert.equal(formatIdentifier(identifier), withoutEmptyInstances.join('/'));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('takes empty and undefined instances for absent ones', () => {
    const parts = { host: 'h', plugin: 'p', pluginInstance: '', type: 't', typeInstance: undefined };
    assert.deepEqual(Object.keys(identifierOf(parts)), ['host', 'plugin', 'type']);
  });

  it('is our own where the plugin is dma, whatever its instance', () => {
    const own: [string, boolean][] = [
      ['h/dma/memory', true],
      ['h/dma-self/gauge-series', true],
      ['h/dmax/memory', false],
      ['dma/memory/memory-used', false],
      ['h/memory-dma/memory', false],
    ];
    for (const [text, expected] of own) {
      assert.equal(isOwn(parseIdentifier(text)), expected, text);
      assert.equal(isOwnName(text), expected, text);
    }
    assert.equal(isOwn({}), false);
    for (const malformed of ['', 'dma', 'h/', 'h//dma']) assert.equal(isOwnName(malformed), false, malformed);
    assert.equal(isOwnName('h/dma-'), true);
  });

  it('belongs to a host and a plugin, whatever its instances, also where it is malformed', () => {
    for (const name of ['web1/memory/memory-used', 'web1/memory-a/b', 'web1/memory/', 'web1/memory-'])
      assert.equal(isNameOf(name, 'web1', 'memory'), true, name);
    for (const name of [
      'web1/memoryx/memory',
      'web1/memory',
      'web12/memory/memory',
      'x/web1/memory/memory',
      'memory-x',
      '',
    ])
      assert.equal(isNameOf(name, 'web1', 'memory'), false, name);
  });

  it('has a host and the fields behind it, also where it is malformed', () => {
    for (const [name, host, fields] of [
      ['web1/memory/memory-used', 'web1', 'memory/memory-used'],
      ['web1/a/b/c', 'web1', 'a/b/c'],
      ['/memory/memory', '', 'memory/memory'],
      ['web1', 'web1', 'web1'],
    ] as const)
      assert.deepEqual([hostOf(name), fieldsOf(name)], [host, fields]);
    assert.equal(isOwnName('h/dma'), true);
  });

  it('is quoted with its first 200 characters when it is far too long', () => {
    for (const length of [200, 201, 100_000]) {
      const text = 'x'.repeat(length);
      const shown = length > 200 ? `${'x'.repeat(200)}...` : text;
      assert.throws(() => parseIdentifier(text), { message: new RegExp(`^"${shown}" is not an identifier`) });
    }
  });

  it('is read from its text without the host, as in the option output', () => {
    assert.deepEqual(parseIdentifierOf('web1', 'dma/memory-used'), parseIdentifier('web1/dma/memory-used'));
    assert.throws(() => parseIdentifierOf('web1', 'dma'), IdentifierError);
  });
});
