import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatSource, parseSource } from '../../../../notifiers/event/event-source.ts';
import { formatIdentifier, parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { hostileIdentifier } from '../../../support/hostile-identifiers.ts';

describe('the source of a notification', () => {
  it('is the identifier, as far as it is named', () => {
    const table: [Parameters<typeof formatSource>[0], string][] = [
      [{ host: 'web1', plugin: 'df', pluginInstance: 'root', type: 'df_complex' }, 'web1/df-root/df_complex'],
      [{ host: 'web1', plugin: 'load' }, 'web1/load'],
      [{ host: 'web1' }, 'web1'],
      [{}, 'unknown'],
      [{ plugin: 'p', typeInstance: undefined, type: 't' }, 'unknown/p/t'],
    ];
    for (const [parts, source] of table) assert.equal(formatSource(parts), source);
  });

  it('gives the same text again when it is read', () => {
    for (const source of [
      'web1/df-root/df_complex-a-b',
      'web1/load',
      'web1',
      'h/p/t/with/slashes',
      'h/p--x/t',
      'h/-x/-y',
    ])
      assert.equal(formatSource(parseSource(source)), source);
    assert.deepEqual(parseSource('h/-x/t'), { host: 'h', pluginInstance: 'x', type: 't' });
    assert.deepEqual(
      parseSource('web1/df-root/df_complex-a-b'),
      parseIdentifier('web1/df-root/df_complex-a-b'),
    );
    fc.assert(
      fc.property(hostileIdentifier, (identifier) => {
        let text: string | undefined;
        try {
          text = formatIdentifier(identifier);
        } catch {
          // Not a text that collectd could be given.
        }
        fc.pre(text !== undefined);
        assert.equal(formatSource(identifier), text);
        assert.deepEqual(parseSource(text), identifier);
      }),
      { numRuns: 1000 },
    );
  });
});
