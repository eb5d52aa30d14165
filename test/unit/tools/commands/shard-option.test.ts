import assert from 'node:assert/strict';
import { parseShard } from '../../../../tools/commands/shard-option.ts';

describe('the option --shard', () => {
  it('is a number from 0, and how many there are', () => {
    assert.deepEqual(parseShard('0/8'), { index: 0, count: 8 });
    assert.deepEqual(parseShard('7/8'), { index: 7, count: 8 });
    assert.deepEqual(parseShard('0/1'), { index: 0, count: 1 });
    assert.equal(parseShard(undefined), undefined);
  });

  for (const text of ['8/8', '1/1', '9/8'])
    it(`says of ${text} that the last one is one less`, () => {
      const [, count] = text.split('/').map(Number);
      assert.throws(() => parseShard(text), {
        name: 'UsageError',
        message: `--shard: counted from 0: the first of ${count} is 0/${count}, the last ${count! - 1}/${count}, not "${text}"`,
      });
    });

  for (const text of [
    '',
    '3',
    '/8',
    '3/0',
    '-1/8',
    '1.5/8',
    '3/8/2',
    '3 / 8',
    '0x1/8',
    '3/1001',
    'a/b',
    '3/8\n',
  ])
    it(`refuses ${JSON.stringify(text)} with an example`, () => {
      assert.throws(() => parseShard(text), {
        name: 'UsageError',
        message: `--shard: expected a number, counted from 0, and how many there are, up to 1000, such as 0/8, not ${JSON.stringify(text)}`,
      });
    });

  it('names the variable of systemd where how many there are is missing', () => {
    assert.throws(() => parseShard('3/'), {
      name: 'UsageError',
      message:
        '--shard: how many there are is missing; for dma-predict@.service, DMA_SHARDS in /etc/default/collectd-dma says it, not "3/"',
    });
  });
});
