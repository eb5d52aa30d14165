import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ForeignReplyError, RangeReplies, type RangeTaker } from '../../../../plugins/redis/range-replies.ts';

/** Replies as they were taken. */
class Taken implements RangeTaker {
  readonly replies: (string | string[])[] = [];
  #members: string[] = [];

  member(bytes: Buffer, from: number, to: number, scoreFrom: number, scoreTo: number): void {
    this.#members.push(`${bytes.toString('utf8', from, to)} ${bytes.toString('utf8', scoreFrom, scoreTo)}`);
  }

  end(): void {
    this.replies.push(this.#members);
    this.#members = [];
  }

  refuse(message: string): void {
    this.replies.push(message);
  }
}

const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
const array = (texts: readonly string[]): string => `*${texts.length}\r\n${texts.map(bulk).join('')}`;

describe('replies of Redis', () => {
  it('are the same wherever their bytes are cut', () => {
    const text =
      array(['5:1', '5', '6:ü\r\n', '6.5']) + array([]) + '-WRONGTYPE Operation\r\n' + array(['7:2', '7']);
    const expected = [['5:1 5', '6:ü\r\n 6.5'], [], 'WRONGTYPE Operation', ['7:2 7']];
    const bytes = Buffer.from(text);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 8 }), (cuts) => {
        const [replies, taken] = [new RangeReplies(), new Taken()];
        let start = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), bytes.length]) {
          replies.take(bytes.subarray(start, cut), taken);
          start = cut;
        }
        assert.deepEqual(taken.replies, expected);
      }),
    );
  });

  for (const foreign of [
    'HTTP/1.1 400 Bad Request\r\n\r\n',
    '*3\r\n$1\r\na\r\n',
    '*-1\r\n',
    ':5\r\n',
    '*2\r\n*1\r\n$1\r\na\r\n',
    '*2\r\n$-1\r\n',
    '*x\r\n',
    '*2\rx',
  ])
    it(`are refused when they begin with ${JSON.stringify(foreign)}`, () => {
      assert.throws(() => new RangeReplies().take(Buffer.from(foreign), new Taken()), ForeignReplyError);
    });

  it('are refused before a line without an end fills the memory', () => {
    const replies = new RangeReplies();
    replies.take(Buffer.from('*1'), new Taken());
    assert.throws(() => replies.take(Buffer.alloc(100_001, 49), new Taken()), ForeignReplyError);
  });
});
