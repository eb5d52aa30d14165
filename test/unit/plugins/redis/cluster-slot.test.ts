import assert from 'node:assert/strict';
import { readSlots } from '../../../../plugins/redis/cluster-slots.ts';
import { slotOf } from '../../../../plugins/redis/cluster-slot.ts';

describe('the slot of a key in a cluster', () => {
  it('is the one of the specification', () => {
    assert.deepEqual(
      ['123456789', 'foo', 'bar', 'hello', ''].map((key) => slotOf(key)),
      [12_739, 12_182, 5061, 866, 0],
    );
  });

  it('is that of the part in the first braces, unless that is empty', () => {
    assert.equal(slotOf('{foo}.x'), slotOf('foo'));
    assert.equal(slotOf('a{foo}{bar}'), slotOf('foo'));
    assert.equal(slotOf('a{{foo}}b'), slotOf('{foo'));
    assert.notEqual(slotOf('a{}{foo}'), slotOf('foo'));
    assert.notEqual(slotOf('a{foo'), slotOf('foo'));
  });

  it('is of the bytes of the key', () => {
    assert.equal(slotOf(Buffer.from('b\u00fccher')), slotOf('b\u00fccher'));
    assert.notEqual(slotOf(Buffer.from('b\u00fccher', 'latin1')), slotOf('b\u00fccher'));
  });
});

describe('the answer to CLUSTER SLOTS', () => {
  it('names the primary of each slot', () => {
    const slots = readSlots(
      [
        [0, 5, ['10.0.0.1', 6379, 'id1'], ['10.0.0.9', 6379, 'id9']],
        [7, 9, ['fe80::1', 6380, 'id2']],
      ],
      'redis1:6379',
    )!;
    assert.deepEqual(slots.addresses, ['10.0.0.1:6379', '[fe80::1]:6380']);
    assert.deepEqual(slots.bySlot.slice(4, 9), [
      '10.0.0.1:6379',
      '10.0.0.1:6379',
      undefined,
      '[fe80::1]:6380',
      '[fe80::1]:6380',
    ]);
  });

  it('may leave out the own name of the server that answers', () => {
    for (const own of ['', '?', null])
      assert.deepEqual(readSlots([[0, 16_383, [own, 7001, 'id']]], 'redis1:6379')!.addresses, [
        'redis1:7001',
      ]);
  });

  it('is none where there is no primary', () => {
    assert.equal(readSlots([], 'redis1:6379'), undefined);
    assert.equal(readSlots('OK', 'redis1:6379'), undefined);
  });
});
