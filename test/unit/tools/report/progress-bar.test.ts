import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { ProgressBar, withProgress } from '../../../../tools/report/progress-bar.ts';

/** A stream that says whether it is a terminal, and what has been written to it. */
function recordedStream(isTTY: boolean): { stream: PassThrough & { isTTY: boolean }; text: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY });
  return { stream, text: () => String(stream.read() ?? '') };
}

describe('a progress bar', () => {
  it('is drawn on a terminal with each percent, and gone at the end', () => {
    const { stream, text } = recordedStream(true);
    let now = 0;
    const bar = new ProgressBar(stream, 'Replaying', () => now);
    now = 1;
    bar.update(0.5);
    bar.update(0.501);
    assert.equal(text(), `\rReplaying [${'#'.repeat(15)}${'.'.repeat(15)}]  50 %`);
    bar.end();
    assert.equal(text(), '\r\u001B[K');
    bar.end();
    assert.equal(text(), '');
  });

  it('is not drawn for short work', () => {
    const { stream, text } = recordedStream(true);
    const bar = new ProgressBar(stream, 'Replaying', () => 0);
    bar.update(0.5);
    bar.end();
    assert.equal(text(), '');
  });

  it('writes nothing to what is not a terminal', () => {
    const { stream, text } = recordedStream(false);
    let now = 0;
    const bar = new ProgressBar(stream, 'Replaying', () => now);
    now = 10;
    bar.update(0.5);
    bar.end();
    assert.equal(text(), '');
  });

  it('follows what is handed over', () => {
    const shares: number[] = [];
    const items = Array.from({ length: 1024 }, (_, index) => index);
    assert.deepEqual([...withProgress(items, (share) => shares.push(share))], items);
    assert.deepEqual(shares, [0, 0.25, 0.5, 0.75]);
  });
});
