import * as fc from 'fast-check';
import { identifierOf, type Identifier } from '../../plugins/collectd/identifier.ts';

/** Texts made of what has a meaning somewhere on the way to collectd. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '/',
      '-',
      ' ',
      '=',
      ':',
      '\n',
      '\r',
      '\0',
      '\t',
      '\u007f',
      '\ud800',
      'ü',
      '🐢',
      'a',
    ),
    maxLength: 8,
  }),
  fc.constantFrom(
    'a"\nPUTVAL "x/y/gauge" N:1',
    'a" interval=1 1:1\rPUTVAL "x/y/gauge" N:1',
    'x'.repeat(127),
    'x'.repeat(128),
    'ü'.repeat(64),
    `${'ü'.repeat(63)}x`,
    '🐢'.repeat(32),
    '€'.repeat(42),
    '-',
    '-x',
    '',
    '..',
    '../..',
    '%s%n',
    '$(id)',
    '`id`',
  ),
);

/** Identifiers of such parts; some of them are sound. */
export const hostileIdentifier: fc.Arbitrary<Identifier> = fc
  .record({
    host: hostileText,
    plugin: fc.oneof(hostileText, fc.constantFrom('dma', 'memory')),
    pluginInstance: fc.option(hostileText, { nil: undefined }),
    type: fc.oneof(hostileText, fc.constantFrom('gauge', 'memory')),
    typeInstance: fc.option(hostileText, { nil: undefined }),
  })
  .map((parts) => identifierOf(parts));
