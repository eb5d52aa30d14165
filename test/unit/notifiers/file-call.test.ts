import assert from 'node:assert/strict';
import { callFile, HangingFile, isFileCallUnderWay } from '../../../notifiers/file-call.ts';

describe('a call on a file', () => {
  it('gives its result, or its error', async () => {
    assert.equal(await callFile('/a/file', async () => 7), 7);
    await assert.rejects(
      callFile('/a/file', () => Promise.reject(new Error('EACCES'))),
      { message: 'EACCES' },
    );
    assert.equal(isFileCallUnderWay(), false);
  });

  it('is given up where the file system hangs, and no other call in that folder takes a thread more', async () => {
    let calls = 0;
    const ends: (() => void)[] = [];
    const hang = () => {
      calls += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    for (const file of ['token', 'token', 'key'])
      await assert.rejects(callFile(`/hanging/${file}`, hang, 0.01), (error) => {
        assert.ok(error instanceof HangingFile);
        assert.equal(error.message, 'its file system has not answered for 0.01 s');
        return true;
      });
    assert.equal(calls, 1);
    assert.equal(isFileCallUnderWay(), true);
    assert.equal(await callFile('/other/token', async () => 'read'), 'read');
    const again = callFile('/hanging/token', async () => 'read');
    ends[0]!();
    assert.equal(await again, 'read', 'it is used again when the file system has come back');
    assert.equal(isFileCallUnderWay(), false);
  });

  it('waits for its turn, and several that wait go one by one', async () => {
    const order: string[] = [];
    const call = async (name: string) => {
      order.push(`begin ${name}`);
      await new Promise(setImmediate);
      order.push(`end ${name}`);
    };
    await Promise.all(['a', 'b', 'c'].map((name) => callFile('/turns/file', () => call(name))));
    assert.deepEqual(
      order,
      ['a', 'b', 'c'].flatMap((name) => [`begin ${name}`, `end ${name}`]),
    );
  });
});
