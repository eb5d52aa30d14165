import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { ExecOutput } from '../../../../plugins/collectd/exec-output.ts';
import { ProtocolError, type ValueList } from '../../../../plugins/collectd/text-protocol.ts';

/** A reader that takes a line only when it is told to. */
class SlowReader extends Writable {
  readonly lines: string[] = [];
  #taken: ((error?: Error) => void) | undefined;

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false });
  }

  override _write(text: Buffer, _encoding: string, taken: (error?: Error) => void): void {
    this.lines.push(text.toString());
    this.#taken = taken;
  }

  /** Settles when what was put has been written. */
  async written(): Promise<void> {
    await new Promise(setImmediate);
  }

  /** Takes the line under way, and lets the stream do what follows. */
  async take(error?: Error): Promise<void> {
    const taken = this.#taken;
    this.#taken = undefined;
    taken?.(error);
    await this.written();
  }
}

function list(instance: string, value: number): ValueList {
  return {
    identifier: { host: 'h', plugin: 'dma', type: 'gauge', typeInstance: instance },
    time: 100,
    intervalSeconds: 1,
    values: [value],
  };
}

function line(instance: string, value: number): string {
  return `PUTVAL "h/dma/gauge-${instance}" interval=1.000 100.000:${value}\n`;
}

function neverClosed(cause: Error): void {
  assert.fail(cause);
}

describe("the output to collectd's exec plugin", () => {
  it('writes each command as a line', async () => {
    const reader = new SlowReader();
    const output = new ExecOutput(reader, neverClosed);
    output.putValues(list('a', 1));
    await reader.written();
    await reader.take();
    output.putValues(list('b', 2));
    await reader.written();
    await reader.take();
    assert.deepEqual(reader.lines, [line('a', 1), line('b', 2)]);
    assert.equal(output.superseded, 0);
  });

  it('writes a notification as a line', async () => {
    const reader = new SlowReader();
    new ExecOutput(reader, neverClosed).putNotification({
      severity: 'OKAY',
      time: 100,
      host: 'h',
      message: 'm',
      details: {},
    });
    await reader.written();
    assert.deepEqual(reader.lines, ['PUTNOTIF severity=okay time=100.000 host="h" message="m"\n']);
  });

  it('keeps the newest of each series while collectd does not read', async () => {
    const reader = new SlowReader();
    const output = new ExecOutput(reader, neverClosed);
    for (let value = 0; value < 1000; value++) {
      for (const instance of ['a', 'b', 'c']) output.putValues(list(instance, value));
    }
    await reader.written();
    assert.deepEqual(reader.lines, [line('a', 0)]);
    assert.equal(output.superseded, 2996);
    for (let i = 0; i < 6; i++) await reader.take();
    assert.deepEqual(reader.lines.slice(1).toSorted(), [line('a', 999), line('b', 999), line('c', 999)]);
    output.putValues(list('a', 1000));
    await reader.written();
    assert.equal(reader.lines.at(-1), line('a', 1000));
  });

  it('writes the lines of one moment at once', async () => {
    const writes: number[] = [];
    const reader = new Writable({
      write: () => assert.fail('a line alone'),
      writev: (lines, taken) => {
        writes.push(lines.length);
        taken();
      },
    });
    const output = new ExecOutput(reader, neverClosed);
    for (const instance of ['a', 'b', 'c']) output.putValues(list(instance, 1));
    await new Promise(setImmediate);
    assert.deepEqual(writes, [3]);
  });

  it('says once that collectd is gone, and does not fail after that', async () => {
    const reader = new SlowReader();
    const causes: string[] = [];
    const output = new ExecOutput(reader, ({ message }) => causes.push(message));
    output.putValues(list('a', 1));
    await reader.written();
    await reader.take(new Error('write EPIPE'));
    for (let value = 0; value < 10; value++) output.putValues(list('a', value));
    await reader.take();
    assert.deepEqual(causes, ['write EPIPE']);
    assert.deepEqual(reader.lines, [line('a', 1)]);
  });

  it('refuses what cannot be sent, and sends the rest', async () => {
    const reader = new SlowReader();
    const output = new ExecOutput(reader, neverClosed);
    assert.throws(() => output.putValues({ ...list('a', 1), values: [] }), ProtocolError);
    assert.throws(() => output.putValues(list('a\nb', 1)), { name: 'IdentifierError' });
    output.putValues(list('b', 1));
    output.close();
    await reader.written();
    assert.deepEqual(reader.lines, [line('b', 1)]);
  });
});
