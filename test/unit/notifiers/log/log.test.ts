import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatEventJson } from '../../../../notifiers/event/event-json.ts';
import { formatLogLine } from '../../../../notifiers/log/log.ts';
import { log } from '../../../../notifiers/log/log.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import { exampleBatch, exampleContext, exampleEvent } from '../../../support/example-event.ts';
import { exampleAlertContext } from '../../../support/example-context.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const context = exampleContext();
const signal = new AbortController().signal;

describe('the log notifier', () => {
  const scratch = scratchFolder();

  it('writes to /var/log/collectd-dma/log_notify.log unless told otherwise', () => {
    assert.deepEqual(log.options.parse({}), {
      file: '/var/log/collectd-dma/log_notify.log',
      format: 'text',
    });
  });

  it('appends one line per event, oldest first, and goes on in a new file after a rotation', async () => {
    const file = join(scratch(), 'log_notify.log');
    const notifier = createNotifier('log', { file }, context);
    const [a, b, c] = [exampleEvent({ id: 'a' }), exampleEvent({ id: 'b' }), exampleEvent({ id: 'c' })];
    await notifier.deliver(exampleBatch(a, b), signal);
    await notifier.deliver(exampleBatch(c), signal);
    assert.equal(
      await readFile(file, 'utf8'),
      [a, b, c].map((event) => `${formatLogLine(event)}\n`).join(''),
    );

    await rename(file, `${file}.1`);
    await notifier.deliver(exampleBatch(c), signal);
    assert.equal(await readFile(file, 'utf8'), `${formatLogLine(c)}\n`);
  });

  it('writes one JSON object a line when told so, whatever an event holds', async () => {
    const file = join(scratch(), 'log_notify.log');
    const alertContext = exampleAlertContext();
    const hostile = 'x\n\r\u0085\u2028\u007f"\\';
    const events = [exampleEvent({ alertContext }), exampleEvent({ host: hostile, message: hostile })];
    await createNotifier('log', { file, format: 'json' }, context).deliver(exampleBatch(...events), signal);
    const text = await readFile(file, 'utf8');
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u2028\u2029]/u);
    assert.deepEqual(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      events.map((event) => JSON.parse(JSON.stringify(formatEventJson(event))) as unknown),
    );
  });

  it('makes a file that not everyone can read', async () => {
    const file = join(scratch(), 'log_notify.log');
    await createNotifier('log', { file }, context).deliver(exampleBatch(), signal);
    assert.equal((await stat(file)).mode & 0o007, 0);
  });

  it('fails as io, recoverably, when it cannot write, and says which file', async () => {
    const file = join(scratch(), 'folder');
    await mkdir(file);
    const delivery = await createNotifier('log', { file }, context).deliver(exampleBatch(), signal);
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable], ['io', true]);
    assert.match(delivery.message, /folder: EISDIR/);
  });

  it('checks that it can append, without making the file', async () => {
    const file = join(scratch(), 'log_notify.log');
    const check = (path: string) => createNotifier('log', { file: path }, context).checkFiles!();
    assert.deepEqual(await check(file), { outcome: 'delivered' });
    await assert.rejects(stat(file));
    await createNotifier('log', { file }, context).deliver(exampleBatch(), signal);
    assert.deepEqual(await check(file), { outcome: 'delivered' });
    for (const [path, message] of [
      [scratch(), /: is a folder$/],
      [join(scratch(), 'missing', 'log'), /missing\/log: ENOENT/],
      [join(file, 'below'), /log_notify\.log\/below: ENOTDIR/],
    ] as const) {
      const found = await check(path);
      assert.ok(found.outcome === 'failed');
      assert.deepEqual([found.reason, found.recoverable], ['io', true]);
      assert.match(found.message, message);
    }
  });

  it('says which file it writes, and closes it again', async () => {
    const file = join(scratch(), 'log_notify.log');
    const notifier = createNotifier('log', { file }, context);
    assert.deepEqual(notifier.writes, [file]);
    const { length } = await readdir('/proc/self/fd');
    for (let count = 0; count < 20; count++) await notifier.deliver(exampleBatch(), signal);
    assert.ok((await readdir('/proc/self/fd')).length < length + 10);
  });

  it('does not wait for a named pipe that nobody reads, which would hold a thread of the process', async () => {
    const file = join(scratch(), 'pipe');
    execFileSync('mkfifo', [file]);
    const delivery = await createNotifier('log', { file }, context).deliver(exampleBatch(), signal);
    assert.ok(delivery.outcome === 'failed');
    assert.deepEqual([delivery.reason, delivery.recoverable], ['io', true]);
    assert.match(delivery.message, /pipe: ENXIO/);
  });

  it('fails as io, recoverably, when only a part could be written', async () => {
    const file = join(scratch(), 'pipe');
    execFileSync('mkfifo', [file]);
    // A reader that does not read: a pipe takes 64 KiB.
    const reader = openSync(file, constants.O_RDWR | constants.O_NONBLOCK);
    try {
      const events = Array.from({ length: 20 }, () => exampleEvent({ message: 'x'.repeat(10_000) }));
      const notifier = createNotifier('log', { file }, context);
      const delivery = await notifier.deliver(exampleBatch(...events), signal);
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], ['io', true]);
      assert.match(delivery.message, /pipe: only a part was written/);
    } finally {
      closeSync(reader);
    }
  });
});
