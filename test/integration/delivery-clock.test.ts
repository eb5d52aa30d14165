import assert from 'node:assert/strict';
import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostileReceiver } from '../support/hostile-receiver.ts';
import type { RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { SpoolStage } from '../support/spool-stage.ts';

const [hour, day, year] = [3600, 86_400, 365 * 86_400];

describe('dma deliver while the clock jumps back and forth', () => {
  let stage: SpoolStage;
  let receiver: HostileReceiver;
  let clockFile: string;
  let dma: RunningDma;
  let ahead: number;
  /** The enqueued notifications, in order. */
  let sent: string[];

  beforeEach(async () => {
    receiver = await HostileReceiver.start(500);
    stage = await SpoolStage.start(() => `  http-down: {url: "${receiver.origin}/"}\n`);
    clockFile = join(stage.spool, 'clock');
    sent = [];
    setClock(0);
  });
  afterEach(async () => {
    dma.child.kill('SIGKILL');
    await dma.exited;
    await receiver.close();
    await stage.stop();
  });

  /** Sets the clock of the running `dma deliver` ahead of the real time. */
  function setClock(seconds: number): void {
    ahead = seconds;
    // As a whole: half of it would be a time as well.
    writeFileSync(`${clockFile}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${clockFile}.new`, clockFile);
  }

  function deliver(): void {
    dma = stage.deliver({
      LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
      FAKETIME_TIMESTAMP_FILE: clockFile,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
  }

  /** As collectd and dma-enqueue on the same machine do, and until the receiver that is well has it. */
  async function enqueue(host: string, severity: string): Promise<void> {
    stage.enqueue(host, severity, Date.now() / 1000 + ahead);
    sent.push(`${host} ${severity}`);
    await until(`${sent.at(-1)}, ${ahead} s ahead`, 60, () => stage.received.length === sent.length);
  }

  /** So often the receiver that is down is tried again. */
  async function attempts(count: number): Promise<void> {
    const { length } = receiver.requests;
    await until(`attempts ${ahead} s ahead`, 60, () => receiver.requests.length >= length + count);
  }

  it('loses nothing, calls nothing too old or too late, and waits no longer than without the jumps', async () => {
    deliver();
    await enqueue('a', 'WARNING');
    await attempts(1);

    setClock(year);
    await enqueue('b', 'WARNING');
    await attempts(1);
    // What it wrote of its next attempt is a year ahead.
    dma.child.kill('SIGTERM');
    assert.equal(await dma.exited, 0);
    assert.equal(linesOf(dma, 'the clock was set').length, 1, dma.output.stderr);
    assert.ok(existsSync(join(stage.spool, 'retry/http-down')));

    setClock(0);
    deliver();
    await enqueue('b', 'FAILURE');
    setClock(-30);
    await enqueue('b', 'OKAY');
    await enqueue('a', 'OKAY');
    await enqueue('a', 'WARNING');
    setClock(-hour);
    await enqueue('c', 'WARNING');
    setClock(day);
    await enqueue('c', 'OKAY');
    setClock(0);
    await attempts(1);

    receiver.behaviour = 200;
    await until('all that waited', 90, () => receiver.taken.length === sent.length);
    await until('what is said of it', 60, () => linesOf(dma, 'http-down recovered').length === 1);
    dma.child.kill('SIGTERM');
    assert.equal(await dma.exited, 0);

    const told = stage.received.map(({ source, severity }) => `${source.split('/', 1)[0]} ${severity}`);
    assert.deepEqual(told, sent);
    for (const host of ['a', 'b', 'c']) {
      const keys = stage.received.filter(({ source }) => source.startsWith(`${host}/`)).map(({ key }) => key);
      assert.deepEqual(
        receiver.taken.filter((key) => keys.includes(key)),
        keys,
        `those of ${host}, in order`,
      );
    }
    assert.deepEqual(readdirSync(join(stage.spool, 'failed')), []);
    assert.equal(linesOf(dma, 'the clock was set').length, 1, dma.output.stderr);
    const [, seconds] = /http-down recovered after (\S+) s/.exec(dma.output.stderr)!;
    assert.ok(Number(seconds) >= 0 && Number(seconds) < 300, `${seconds} s`);
  });
});

function linesOf({ output }: RunningDma, text: string): string[] {
  return output.stderr.split('\n').filter((line) => line.includes(text));
}
