import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { loadConfig, maxConfigBytes, parseConfig } from '../../../../plugins/config/config.ts';
import { configuredNotifiers } from '../../../../plugins/config/configured-notifiers.ts';
import { exampleContext } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** So many of one kind: enough to come to the end of a stack, few enough for a slow machine. */
const many = 20_000;

/** The one line in which a text is refused. */
function refusalOf(text: string): string {
  return messageOf(() => parseConfig(text, 'f'));
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ConfigError, (error as Error).stack);
    assert.ok(!/[\n\r]/.test(error.message) && error.message.length < 500, error.message);
    return error.message;
  }
  return assert.fail('nothing was refused');
}

describe('a hostile configuration', function () {
  // A parser that goes over the text again and again would need minutes.
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch(), name);

  const tooDeep = /^f: is nested more than 50 levels deep at line \d+, column \d+$/;
  const tooManyAliases = /^f: has too many aliases such as \*name, 100 are enough; /;
  const bomb = Array.from({ length: 9 }, (_, i) => {
    const below = i === 0 ? 'x' : `*a${i - 1}`;
    return `k${i}: &a${i} [${Array<string>(9).fill(below).join(', ')}]`;
  }).join('\n');
  const texts: Record<string, [string, RegExp]> = {
    'brackets without end': ['['.repeat(many), tooDeep],
    'brackets that are closed': [`a: ${'['.repeat(60)}${']'.repeat(60)}`, tooDeep],
    'braces without end': ['{a: '.repeat(many / 4), tooDeep],
    'lists in lists': ['- '.repeat(many / 2), tooDeep],
    'quotes without end': ['"'.repeat(2 * many), /at line 1, column 3$/],
    'closing brackets only': [']'.repeat(many), /at line 1, column 1$/],
    'a value that grows ninefold with each line': [bomb, tooManyAliases],
    'one alias used ten thousand times': [`a: &a 1\nb: [${'*a,'.repeat(10_000)}]`, tooManyAliases],
    'an alias as a key': ['&a a: 1\n*a : 2', /^f: has a key that is no plain text at line 2, column 1$/],
    'a list as a key of a pair in a list': ['a: !!pairs [? [b] : c]', /^f: has a key that is no plain text/],
    'a list as a key': ['? [a]\n: 1', /^f: has a key that is no plain text at line 1/],
    'a value that holds itself': ['redis: &a [*a]', /^f: redis: .* not one that holds itself$/],
    'nothing but itself': ['&a [*a]', /^f: expected options .* not one that holds itself$/],
    'a key of every object': [
      'roundSeconds: 1\n__proto__: {}',
      /^f: __proto__: there is no such option at line 2/,
    ],
    'the same in a target': [
      'targets: {__proto__: {series: "*/a/b", capacity: 1}}',
      /__proto__: there is no/,
    ],
    'the same among notifiers': ['notifiers: {"__proto__": {url: x}}', /__proto__: there is no such option/],
    'an option given twice': ['a:\n  b: 1\n  "b": 2', /^f: b: is given twice at line 3, column 3$/],
    'tabs for indentation': [
      'targets:\n\tm: 1',
      /^f: Tabs are not allowed as indentation at line 2, column 1$/,
    ],
    'two documents': ['a: 1\n---\nb: 2', /^f: holds several documents; remove the line "---" .* at line 2/],
    'a type of another language': ['spool: !!js/function x', /^f: Unresolved tag: \S+ at line 1, column 8$/],
    'not a number': ['roundSeconds: .nan', /^f: roundSeconds: .* not NaN$/],
    'a number beyond all': ['roundSeconds: 1e999', /^f: roundSeconds: .* not Infinity$/],
  };
  for (const [name, [text, message]] of Object.entries(texts)) {
    it(`is refused in one line when it is ${name}`, () => {
      assert.match(refusalOf(text), message);
    });
  }

  it('is refused when a notifier is named like a member of every object', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      const config = parseConfig(`notifiers: {${name}: {}}`, 'f');
      const refusal = messageOf(() => configuredNotifiers(config, 'f', exampleContext()));
      assert.match(refusal, new RegExp(`^f: notifiers\\.${name}: there is no such notifier`));
    }
  });

  it('is refused unread when it is longer than any configuration', () => {
    writeFileSync(at('big'), '');
    truncateSync(at('big'), 10 * 2 ** 20);
    assert.equal(
      messageOf(() => loadConfig(at('big'))),
      `${at('big')}: is longer than ${maxConfigBytes} bytes; it cannot be a dma.yaml`,
    );
  });

  it('is refused when it is no file of text, and nobody waits for what a pipe may bring', () => {
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('/dev/zero', at('zeros'));
    writeFileSync(at('latin1'), Buffer.from('spool: /größe', 'latin1'));
    writeFileSync(at('utf16'), Buffer.from('\ufeffspool: /x', 'utf16le'));
    const refusals: [string, string][] = [
      ['folder', 'is a folder; it cannot be a dma.yaml'],
      ['pipe', 'is not a regular file; it cannot be a dma.yaml'],
      ['zeros', 'is not a regular file; it cannot be a dma.yaml'],
      ['latin1', 'is not text in UTF-8; it cannot be a dma.yaml'],
      ['utf16', 'is not text in UTF-8; it cannot be a dma.yaml'],
    ];
    for (const [name, rule] of refusals)
      assert.equal(
        messageOf(() => loadConfig(at(name))),
        `${at(name)}: ${rule}`,
      );
  });

  it('is taken or refused in one line, whatever it is', () => {
    const words = fc.constantFrom(
      'a',
      'targets',
      'notifiers',
      'log',
      ':',
      ': ',
      '- ',
      '? ',
      '\n',
      '\n  ',
      '\t',
      '{',
      '}',
      '[',
      ']',
      ',',
      '&x ',
      '*x',
      '!!set ',
      '!!binary ',
      '"',
      "'",
      '|',
      '>',
      '#',
      '%',
      '@',
      '`',
      '---',
      '...',
      '<<',
      '__proto__',
      'constructor',
      '1e999',
      '.nan',
      '~',
      '\0',
      '\ufeff',
      '\u2028',
      '\ud800',
      '*/a/b',
    );
    const text = fc.oneof(
      fc.array(words, { maxLength: 30 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 100 }),
    );
    let refused = 0;
    fc.assert(
      fc.property(text, (some) => {
        try {
          configuredNotifiers(parseConfig(some, 'f'), 'f', exampleContext());
        } catch (error) {
          refused++;
          assert.ok(error instanceof ConfigError, (error as Error).stack);
          assert.ok(!error.message.includes('\n'), error.message);
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(refused > 50, `${refused}`);
  });
});
