import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { rangeCommands } from '../../../../plugins/redis/range-commands.ts';

const infinity = Number.POSITIVE_INFINITY;
const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const words = (...texts: readonly string[]): string => `*${texts.length}\r\n${texts.map(bulk).join('')}`;
const command = (key: string, to: string, from: string, skip: string, count: string): string =>
  words('ZRANGE', key, to, from, 'BYSCORE', 'REV', 'LIMIT', skip, count, 'WITHSCORES');

describe('commands that ask Redis for ranges', () => {
  it('have the key, the bounds and the limits of their questions', () => {
    const questions = [
      { prefix: 'collectd/', name: 'h/memory', from: 5, isFromLeftOut: true, to: 7.5, count: 2000 },
      { prefix: 'collectd/', name: 'h/memory', from: -infinity, to: infinity, count: 1 },
      { prefix: 'k', name: '', from: 1795226508.25, isFromLeftOut: true, to: 1795226600, count: 1, skip: 12 },
    ];
    const expected = [
      command('collectd/h/memory', '7.5', '(5', '0', '2000'),
      command('collectd/h/memory', '+inf', '-inf', '0', '1'),
      command('k', '1795226600.0000000', '(1795226508.2500000', '12', '1'),
    ];
    assert.equal(rangeCommands(questions).toString(), expected.join(''));
  });

  it('hold keys of any characters and lengths', () => {
    const keys = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 1200 })));
    fc.assert(
      fc.property(keys, (some) => {
        const questions = some.map((key) => ({ prefix: 'c/', name: key, from: 1, to: 2, count: 1 }));
        const expected = some.map((key) => command(`c/${key}`, '2', '1', '0', '1')).join('');
        assert.equal(rangeCommands(questions).toString(), Buffer.from(expected).toString());
      }),
    );
  });

  it('tell each time from the next one', () => {
    const times = fc.oneof(
      fc.double({ min: 2 ** 30, max: 2 ** 31, noNaN: true }),
      fc.double({ noNaN: true }),
      fc.nat(),
    );
    fc.assert(
      fc.property(times, (from) => {
        const [, , , key, , to, , its] = rangeCommands([
          { prefix: '', name: 'k', from, to: infinity, count: 1 },
        ])
          .toString()
          .split('\r\n')
          .slice(1);
        assert.deepEqual([key, to], ['k', '+inf']);
        assert.ok(Number(its!.replace('inf', 'Infinity')) === from);
      }),
    );
  });
});
