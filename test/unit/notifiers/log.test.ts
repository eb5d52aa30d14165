import assert from 'node:assert/strict';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatLogLine } from '../../../notifiers/log.ts';
import { createNotifier } from '../../../notifiers/registry.ts';
import { exampleBatch, exampleContext, exampleEvent } from '../../example-event.ts';
import { scratchFolder } from '../../scratch-folder.ts';

const context = exampleContext();
const signal = new AbortController().signal;

describe('a line of log_notify.log', () => {
  it('holds time, severity, host and resource, then the rest by name', () => {
    assert.equal(
      formatLogLine(exampleEvent({ message: 'too full' })),
      '2026-11-21T02:00:00.123Z WARNING web1 memory id=web1-memory-1 since=2026-11-21T02:00:00.123Z value=87.5 message="too full"',
    );
  });

  it('leaves an unknown value out', () => {
    const { value: _, ...event } = exampleEvent({ severity: 'OKAY', message: '' });
    assert.equal(
      formatLogLine(event),
      '2026-11-21T02:00:00.123Z OKAY web1 memory id=web1-memory-1 since=2026-11-21T02:00:00.123Z message=""',
    );
  });

  it('stays one line of unmistakable fields whatever an event holds', () => {
    const hostile = 'x\n2026 FAILURE\r\u0085\u2028\u2029\u0007\u007f"\\ id=1';
    const line = formatLogLine(exampleEvent({ host: hostile, resource: hostile, message: hostile }));
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
    const quoted = '"x\\n2026 FAILURE\\r\\u0085\\u2028\\u2029\\u0007\\u007f\\"\\\\ id=1"';
    assert.ok(line.startsWith(`2026-11-21T02:00:00.123Z WARNING ${quoted} ${quoted} id=`), line);
    assert.equal(JSON.parse(quoted), hostile);
  });
});

describe('the log notifier', () => {
  const scratch = scratchFolder();

  it('writes to /var/log/collectd-dma/log_notify.log unless told otherwise', async () => {
    const { log } = await import('../../../notifiers/log.ts');
    assert.deepEqual(log.options.parse({}), { file: '/var/log/collectd-dma/log_notify.log' });
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
});
