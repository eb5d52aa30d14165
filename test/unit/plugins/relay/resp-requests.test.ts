import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MalformedRequestError, RespRequests } from '../../../../plugins/relay/resp-requests.ts';

function encode(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join('')}`;
}

function readAll(requests: RespRequests, chunks: readonly Buffer[]): string[][] {
  const taken: string[][] = [];
  for (const chunk of chunks) requests.read(chunk, (args) => taken.push([...args]));
  return taken;
}

const text = fc.string({ unit: 'binary-ascii', minLength: 0, maxLength: 40 });
const byteText = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('requests of Redis', () => {
  it('are read as they were written, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(text, byteText), { minLength: 1, maxLength: 8 }), { maxLength: 5 }),
        fc.array(fc.nat(400), { maxLength: 8 }),
        (written, cuts) => {
          const bytes = Buffer.from(written.map(encode).join(''), 'latin1');
          const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].toSorted(
            (a, b) => a - b,
          );
          const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
          assert.deepEqual(readAll(new RespRequests(), chunks), written);
        },
      ),
    );
  });

  it('never do anything else than be read or be refused, whatever the bytes', () => {
    const bytes = fc.array(
      fc.oneof(fc.constantFrom('*', '$', '\r\n', '1', '9', '-1', 'ZADD', '*3\r\n', '$4\r\n'), byteText),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(bytes, (parts) => {
        const requests = new RespRequests();
        try {
          for (const part of parts) readAll(requests, [Buffer.from(part, 'latin1')]);
        } catch (error) {
          assert.ok(error instanceof MalformedRequestError, String(error));
        }
        assert.ok(requests.waitingBytes <= 8 * 1040);
      }),
    );
  });

  for (const [what, given] of [
    ['a request of HTTP', 'GET / HTTP/1.1\r\n'],
    ['an inline command', 'PING\r\n'],
    ['a huge argument', '*1\r\n$999999999999\r\n'],
    ['a negative length', '*1\r\n$-1\r\n'],
    ['thousands of arguments', '*100000\r\n'],
    ['no argument', '*0\r\n'],
    ['a length without digits', '*\r\n'],
    ['digits without an end', `*${'0'.repeat(10_000)}`],
    ['an argument that is longer than its length', '*1\r\n$1\r\nPING\r\n'],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.throws(() => readAll(new RespRequests(), [Buffer.from(given)]), MalformedRequestError);
    });
  }

  it('refuse a length without an end that comes digit by digit', () => {
    const requests = new RespRequests();
    const digit = Buffer.from('0');
    assert.throws(() => {
      readAll(requests, [Buffer.from('*')]);
      for (let i = 0; i < 20_000; i++) readAll(requests, [digit]);
    }, MalformedRequestError);
  });
});
