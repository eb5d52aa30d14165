import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { ValueList } from '../../../../plugins/collectd/text-protocol.ts';
import { UnixsockOutput } from '../../../../plugins/collectd/unixsock-output.ts';
import { FakeCollectd } from '../../../support/fake-collectd.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

function list(instance: string, value: number): ValueList {
  return {
    identifier: { host: 'h', plugin: 'dma', type: 'gauge', typeInstance: instance },
    time: 100,
    intervalSeconds: 1,
    values: [value],
  };
}

function command(instance: string, value: number): string {
  return `PUTVAL "h/dma/gauge-${instance}" interval=1.000 100.000:${value}`;
}

describe("the output to collectd's unixsock plugin", () => {
  const scratch = scratchFolder();
  let collectd: FakeCollectd;
  let output: UnixsockOutput;
  let said: () => string[];
  beforeEach(async () => {
    collectd = new FakeCollectd(join(scratch(), 'sock'));
    await collectd.start();
    const recorded = recordedLog();
    said = recorded.said;
    output = new UnixsockOutput(collectd.path, recorded.log);
  });
  afterEach(async () => {
    output.close();
    await collectd.stop();
  });

  /** Looks at what was said, turn after turn of the event loop, until it is something. */
  async function saidSomething(): Promise<string[]> {
    for (;;) {
      const lines = said();
      if (lines.length > 0) return lines;
      await new Promise(setImmediate);
    }
  }

  it('sends values', async () => {
    output.putValues(list('a', 1));
    output.putValues(list('b', 2));
    await collectd.seen(() => collectd.commands.length === 2);
    assert.deepEqual(collectd.commands, [command('a', 1), command('b', 2)]);
  });

  it('sends notifications', async () => {
    output.putNotification({ severity: 'OKAY', time: 100, host: 'h', message: 'm', details: {} });
    await collectd.seen(() => collectd.commands.length === 1);
    assert.deepEqual(collectd.commands, ['PUTNOTIF severity=okay time=100.000 host="h" message="m"']);
  });

  it('keeps notifications that collectd could not take, the newest of each source, and no values', async () => {
    const notify = (severity: 'WARNING' | 'OKAY', host: string): void =>
      output.putNotification({ severity, time: 100, host, message: 'm', details: {} });
    await collectd.stop();
    notify('WARNING', 'a');
    notify('WARNING', 'b');
    output.putValues(list('a', 1));
    await saidSomething();
    notify('OKAY', 'b');
    await collectd.start();
    output.putValues(list('a', 2));
    await collectd.seen(() => collectd.commands.length === 3);
    assert.deepEqual(collectd.commands.toSorted(), [
      'PUTNOTIF severity=okay time=100.000 host="b" message="m"',
      'PUTNOTIF severity=warning time=100.000 host="a" message="m"',
      command('a', 2),
    ]);
  });

  it('sends a notification again that was under way when collectd ended', async () => {
    collectd.answer = () => undefined;
    output.putNotification({ severity: 'OKAY', time: 100, host: 'h', message: 'm', details: {} });
    await collectd.seen(() => collectd.commands.length === 1);
    await collectd.stop();
    await saidSomething();
    collectd.answer = () => '0 Success\n';
    await collectd.start();
    output.putValues(list('a', 1));
    await collectd.seen(() => collectd.commands.length === 3);
    assert.equal(collectd.commands.filter((one) => one.startsWith('PUTNOTIF')).length, 2);
  });

  it('gives its connection up when it is closed', async () => {
    collectd.answer = () => undefined;
    output.putValues(list('a', 1));
    await collectd.seen(() => collectd.commands.length === 1);
    output.close();
    assert.deepEqual(await saidSomething(), [
      "warning: collectd's socket cannot be used: closed; trying again with the next values",
    ]);
  });

  it('keeps the newest of each series while collectd does not answer', async () => {
    collectd.answer = () => undefined;
    for (let value = 0; value < 200; value++) output.putValues(list('a', value));
    await collectd.seen(() => collectd.commands.length >= 64);
    assert.equal(collectd.commands.length, 64);
    assert.equal(output.superseded, 135);
  });

  it('says once what collectd refuses, and once that it takes values again', async () => {
    collectd.answer = (text) => (text.includes('bad') ? "-1 1 Type `x' isn't defined.\n" : '0 Success\n');
    output.putValues(list('bad', 1));
    assert.deepEqual(await saidSomething(), [
      "warning: h/dma/gauge-bad is refused by collectd: 1 Type `x' isn't defined.",
    ]);
    output.putValues(list('a', 1));
    output.putValues(list('bad', 2));
    await collectd.seen(() => collectd.commands.length === 3);
    assert.deepEqual(said(), [], 'neither again, nor taken back because of another series');
    collectd.answer = () => '0 Success\n';
    output.putValues(list('bad', 3));
    assert.deepEqual(await saidSomething(), ['h/dma/gauge-bad recovered after 0 s']);
  });

  it('says once that the socket cannot be used, and goes on when it can', async () => {
    await collectd.stop();
    output.putValues(list('a', 1));
    const [line] = await saidSomething();
    for (let times = 0; times < 100; times++) {
      output.putValues(list('a', 1));
      await new Promise(setImmediate);
    }
    assert.match(
      line!,
      /^warning: collectd's socket cannot be used: .*ENOENT.*; trying again with the next values$/,
    );
    await collectd.start();
    output.putValues(list('a', 2));
    assert.deepEqual(await saidSomething(), ["collectd's socket recovered after 0 s"]);
    assert.equal(collectd.commands.at(-1), command('a', 2));
  });
});
