import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { loadConfig, parseConfig } from '../../../../plugins/config/config.ts';
import { maxConfigBytes } from '../../../../plugins/config/config-text.ts';
import { configured } from '../../../support/configured.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** A number of equal parts: enough to exhaust a stack, few enough for a slow machine. */
const many = 20_000;

/** The lines in which a text is refused. */
function refusalOf(text: string): string {
  return messageOf(() => parseConfig(text, 'f'));
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ConfigError, (error as Error).stack);
    for (const line of error.message.split('\n')) assert.ok(/^[^\r]{1,499}$/.test(line), error.message);
    return error.message;
  }
  return assert.fail('nothing was refused');
}

describe('a hostile configuration', function () {
  // A parser that goes over the text again and again would need minutes.
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch(), name);

  const tooDeep = /^f:\d+:\d+: is nested more than 50 levels deep$/;
  const tooManyAliases = /^f(:\d+:\d+)?: has too many aliases such as \*name, 100 are enough; /;
  const bomb = Array.from({ length: 9 }, (_, i) => {
    const below = i === 0 ? 'x' : `*a${i - 1}`;
    return `k${i}: &a${i} [${Array<string>(9).fill(below).join(', ')}]`;
  }).join('\n');
  const texts: Record<string, [string, RegExp]> = {
    'brackets without end': ['['.repeat(many), tooDeep],
    'brackets that are closed': [`a: ${'['.repeat(60)}${']'.repeat(60)}`, tooDeep],
    'braces without end': ['{a: '.repeat(many / 4), tooDeep],
    'lists in lists': ['- '.repeat(many / 2), tooDeep],
    'quotes without end': ['"'.repeat(2 * many), /^f:1:3: /],
    'closing brackets only': [']'.repeat(many), /^f:1:1: /],
    'a value that grows ninefold with each line': [bomb, tooManyAliases],
    'one alias used ten thousand times': [`a: &a 1\nb: [${'*a,'.repeat(10_000)}]`, tooManyAliases],
    'a glob without quotes': [
      'series: */memory/memory-used',
      /^f:1:9: a text that begins with \* has to be in quotes, such as "\*\/memory\/memory-used"; [^\n]*$/,
    ],
    'an alias before its anchor': [
      'a: *b\nc: &b 1',
      /^f:1:4: a text that begins with \* has to be in quotes/,
    ],
    'a lone asterisk': ['capacity: *', /^f:1:11: Alias cannot be an empty string; a text .* in quotes$/],
    'a glob that begins with a brace': [
      'series: {web1,web2}/memory/memory-used',
      /^f:1:\d+: Unexpected scalar at node end; a text .* in quotes$/,
    ],
    'a per cent sign before the number': ['limit: %90', /^f:1:8: Plain value .* %; a text .* in quotes$/],
    'a colon without a space': [
      'limit:90%\na: 1',
      /^f:1:1: .*; a space has to follow the colon of an option$/,
    ],
    'an alias as a key': ['&a a: 1\n*a : 2', /^f:2:1: has a key that is no plain text$/],
    'a list as a key of a pair in a list': [
      'a: !!pairs [? [b] : c]',
      /^f:1:15: has a key that is no plain text/,
    ],
    'a list as a key': ['? [a]\n: 1', /^f:1:3: has a key that is no plain text$/],
    'a value that holds itself': ['redis: &a [*a]', /^f:1:1: redis: must be a section, not a list$/],
    'nothing but itself': ['&a [*a]', /^f: expected options .* not one that holds itself$/],
    'a key of every object': [
      'roundSeconds: 1\n__proto__: {}',
      /^f:2:1: __proto__: there is no such option$/,
    ],
    'the same in a target': [
      'targets: {__proto__: {series: "*/a/b", capacity: 1}}',
      /__proto__: there is no/,
    ],
    'the same among notifiers': ['notifiers: {"__proto__": {url: x}}', /__proto__: there is no such option/],
    'an option given twice': [
      'a:\n  b: 1\n  "b": 2',
      /^f:1:1: a: there is no such option\nf:3:3: b: is given twice$/,
    ],
    'tabs for indentation': ['targets:\n\tm: 1', /^f:2:1: Tabs are not allowed as indentation; use spaces$/],
    'two documents': ['a: 1\n---\nb: 2', /^f:2:1: holds several documents; remove the line "---" /],
    'a type of another language': ['spool: !!js/function x', /^f:1:8: Unresolved tag; a text .* in quotes$/],
    'not a number': ['roundSeconds: .nan', /^f:1:1: roundSeconds: .* not NaN$/],
    'a number beyond all': ['roundSeconds: 1e999', /^f:1:1: roundSeconds: .* not Infinity$/],
  };
  for (const [name, [text, message]] of Object.entries(texts)) {
    it(`is refused in one line when it is ${name}`, () => {
      assert.match(refusalOf(text), message);
    });
  }

  it('is refused when a notifier is named like a member of every object', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      const refusal = messageOf(() => configured(`notifiers: {${name}: {}}`));
      assert.match(refusal, new RegExp(`^f:1:13: notifiers\\.${name}: there is no such notifier`));
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
    symlinkSync(at('nothing'), at('dangling'));
    symlinkSync(at('loop'), at('loop'));
    writeFileSync(at('latin1'), Buffer.from('spool: /größe', 'latin1'));
    writeFileSync(at('utf16'), Buffer.from('\ufeffspool: /x', 'utf16le'));
    const refusals: [string, string][] = [
      ['folder', 'is a folder; it cannot be a dma.yaml'],
      ['pipe', 'is not a regular file; it cannot be a dma.yaml'],
      ['zeros', 'is not a regular file; it cannot be a dma.yaml'],
      ['dangling', 'cannot be read: it is a symlink to a file that does not exist (ENOENT); make that file'],
      [
        'loop',
        `cannot be read: ELOOP: too many symbolic links encountered, open '${at('loop')}'; make it a file, or a symlink to one`,
      ],
      [
        'latin1/x',
        `cannot be read: ENOTDIR: not a directory, open '${at('latin1/x')}'; name another file by --config; without it, it is /etc/collectd-dma/dma.yaml`,
      ],
      ['latin1', 'is not text in UTF-8; it cannot be a dma.yaml'],
      ['utf16', 'is not text in UTF-8; it cannot be a dma.yaml'],
    ];
    for (const [name, rule] of refusals)
      assert.equal(
        messageOf(() => loadConfig(at(name))),
        `${at(name)}: ${rule}`,
      );
  });

  it('is refused without a path', () =>
    assert.equal(
      messageOf(() => loadConfig('')),
      '--config: expected the path of a file, not ""',
    ));

  it('is taken or refused in lines that name the file, whatever it is', () => {
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
          configured(some);
        } catch (error) {
          refused++;
          assert.ok(error instanceof ConfigError, (error as Error).stack);
          for (const line of error.message.split('\n')) assert.ok(line.startsWith('f:'), error.message);
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(refused > 50, `${refused}`);
  });
});
