import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { lineWriter } from '../../../../plugins/process/line-writer.ts';

/** A stream that is read only when it is told to. */
class UnreadStream extends Writable {
  text = '';
  #taken: ((error?: Error) => void) | undefined;

  override _write(chunk: Buffer, _encoding: string, taken: (error?: Error) => void): void {
    this.text += chunk.toString();
    this.#taken = taken;
  }

  /** Takes what is under way, and lets the stream do what follows. */
  async take(error?: Error): Promise<boolean> {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.(error);
    await new Promise(setImmediate);
    return taken !== undefined;
  }
}

const line = `${'x'.repeat(99)}\n`;

describe('what is said to people', () => {
  it('is written line by line', async () => {
    const stream = new UnreadStream();
    const write = lineWriter(stream, 'dma');
    write('one\n');
    write('two\n');
    await stream.take();
    await stream.take();
    assert.equal(stream.text, 'one\ntwo\n');
  });

  it('does not pile up while nobody reads, and is counted when somebody does', async () => {
    const stream = new UnreadStream();
    const write = lineWriter(stream, 'dma predict');
    for (let i = 0; i < 100_000; i++) write(line);
    assert.ok(stream.writableLength < 70_000, `${stream.writableLength}`);
    while (await stream.take());
    const lines = stream.text.split('\n').slice(0, -1);
    const [, missing] = /^dma predict: (\d+) lines are missing here, because nobody was reading$/.exec(
      lines.pop()!,
    )!;
    assert.equal(lines.length + Number(missing), 100_000);
    stream.text = '';
    write('again\n');
    while (await stream.take());
    assert.equal(stream.text, 'again\n');
  });

  it('counts a single line that is missing, and nothing where none is', async () => {
    const stream = new UnreadStream();
    const write = lineWriter(stream, 'dma');
    for (let size = 0; size <= 64 * 1024; size += line.length) write(line);
    write('missing\n');
    while (await stream.take());
    assert.ok(stream.text.endsWith('x\ndma: 1 line is missing here, because nobody was reading\n'));
    stream.text = '';
    for (let times = 0; times < 200; times++) write(line);
    while (await stream.take());
    assert.equal(stream.text, line.repeat(200));
  });

  it('is left unsaid when nobody is there any more', async () => {
    const stream = new UnreadStream();
    const write = lineWriter(stream, 'dma');
    write(line);
    await stream.take(new Error('write EPIPE'));
    write('more\n');
    await stream.take();
    assert.equal(stream.text, line);
  });

  it('is left unsaid where it cannot be written, such as on a full disk', () => {
    let tries = 0;
    const full = new Writable({
      write: () => {
        tries++;
        throw new Error('ENOSPC: no space left on device, write');
      },
    });
    const write = lineWriter(full, 'dma');
    write('one\n');
    write('two\n');
    assert.equal(tries, 1);
  });
});
