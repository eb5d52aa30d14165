import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { writeLines, writeParts } from '../../../../tools/report/line-writer.ts';

const line = `${'x'.repeat(99)}\n`;

describe('lines that are written', () => {
  it('arrive whole, and are not made faster than they are read', async () => {
    let made = 0;
    let received = 0;
    let maxAhead = 0;
    function* lines(): Generator<string> {
      for (; made < 10_000; made++) yield line;
    }
    const slow = new Writable({
      write(chunk: Buffer, _, done) {
        received += chunk.length;
        maxAhead = Math.max(maxAhead, made * line.length - received);
        setImmediate(done);
      },
    });
    await writeLines(slow, lines());
    assert.equal(received, 10_000 * line.length);
    assert.ok(maxAhead < 1000, String(maxAhead));
  });

  it('end when the reader has gone away', async () => {
    let made = 0;
    function* lines(): Generator<string> {
      for (;;) {
        made++;
        yield line;
      }
    }
    const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    gone.on('error', () => undefined);
    await writeLines(gone, lines());
    assert.ok(made < 2000);
  });

  it('that have to be waited for end as well when the reader has gone away, and nothing fails', async () => {
    let made = 0;
    async function* parts(): AsyncGenerator<string> {
      await Promise.resolve();
      for (; made < 100; made++) yield line.repeat(1000);
    }
    const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    gone.on('error', () => undefined);
    assert.equal(await writeParts(gone, parts()), false);
    assert.equal(made, 0);
    const read = new Writable({ write: (_chunk, _encoding, done) => done() });
    assert.equal(await writeParts(read, parts()), true);
    assert.equal(made, 100);
  });
});
