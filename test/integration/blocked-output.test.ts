import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../tools/package-root.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { SpoolStage } from '../support/spool-stage.ts';

const seriesCount = 300;
/** The capacity of a pipe and the buffer of Node.js before it, in bytes. */
const inThePipe = 64 * 1024 + 64 * 1024;

describe('a reader that is slow, or gone', function () {
  let folder: string;
  let redis: OwnRedis;
  let config: string;
  const children: ChildProcess[] = [];

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'blocked-'));
    redis = await OwnRedis.start(folder);
    config = join(folder, 'dma.yaml');
    writeFileSync(
      config,
      `redis: {url: "${redis.url}"}
cache: off
roundSeconds: 0.1
publish: all
spool: ${join(folder, 'spool')}
targets: {leak: {series: "*/leak/gauge-x", capacity: 1000000, forecaster: linear, output: leak/gauge}}
`,
    );
  });

  beforeEach(async function () {
    await redis.client.flushAll();
  });

  afterEach(async function () {
    for (const child of children.splice(0)) {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });

  after(async function () {
    await redis?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  /** Writes a value of each series at the present time; returns the time. */
  let written = 0;
  async function writeAll(): Promise<number> {
    written += 1;
    const time = Date.now() / 1000;
    const batch = redis.client.multi();
    for (let index = 0; index < seriesCount; index++) {
      const name = `h${index}/leak/gauge-x`;
      batch.zAdd(`collectd/${name}`, { score: time, value: `${time.toFixed(3)}:${written}` });
      batch.sAdd('collectd/values', name);
    }
    await batch.exec();
    return time;
  }

  /** A `dma predict` whose standard output is a pipe to a `cat`, whose output is the text. */
  function startPiped(): {
    predict: ChildProcess;
    reader: ChildProcess;
    exited: Promise<unknown[]>;
    said: () => string;
    text: () => string;
  } {
    const pipe = join(folder, `pipe${children.length}`);
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'inherit'] });
    const end = openSync(pipe, 'w');
    rmSync(pipe);
    const predict = spawn(
      process.execPath,
      [join(packageRoot, 'dist/tools/dma.js'), 'predict', '--config', config],
      { stdio: ['ignore', end, 'pipe'] },
    );
    closeSync(end);
    children.push(predict, reader);
    const pieces: string[] = [];
    let said = '';
    reader.stdout.setEncoding('latin1').on('data', (piece: unknown) => pieces.push(String(piece)));
    predict.stderr!.setEncoding('utf8').on('data', (piece: unknown) => (said += String(piece)));
    return { predict, reader, exited: once(predict, 'exit'), said: () => said, text: () => pieces.join('') };
  }

  it('leaves one line a series waiting, and then gets the newest values in whole lines', async function () {
    const { predict, reader, said, text, exited } = startPiped();
    await writeAll();
    await until('predictions', 60, async () => {
      await writeAll();
      return text().includes('percent-predicted');
    });
    reader.kill('SIGSTOP');
    await until('the reader to have stopped', 60, () => isStopped(reader));
    const before = text().length;
    let newest = 0;
    for (let round = 0; round < 25; round++) {
      newest = await writeAll();
      await sleep(100);
    }
    reader.kill('SIGCONT');
    const last = `interval=\\S+ ${newest.toFixed(3).replace('.', '[.]')}:\\S+`;
    const isThere = new RegExp(`^PUTVAL "h${seriesCount - 1}/dma-leak/percent-predicted" ${last}$`, 'm');
    await until('the newest values', 60, () => isThere.test(text()));
    for (let index = 0; index < seriesCount; index++) {
      await until(`the newest of h${index}`, 60, () =>
        new RegExp(`^PUTVAL "h${index}/dma-leak/percent-predicted" ${last}$`, 'm').test(text()),
      );
    }
    const lines = text().split('\n');
    assert.equal(lines.pop(), '', 'the last line is a whole one');
    const values = lines.filter((line) => !/^PUTNOTIF severity=\w+ .*"$/.test(line));
    for (const line of values)
      assert.match(line, /^PUTVAL "[^"]{5,100}" interval=\d+\.\d{3} \d{10}\.\d{3}:\S+$/);
    assert.ok(values.length > lines.length - 10, 'few of them are notifications');
    const bytes = text().length - before;
    const oneOfEach = values.slice(-new Set(values.map(nameOf)).size).join('\n').length;
    assert.ok(
      bytes < inThePipe + 4 * oneOfEach,
      `${bytes} bytes came after the standstill, and one line of each series is ${oneOfEach}`,
    );
    assert.equal(said(), '');
    predict.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  });

  it('ends dma predict quietly and with 0 when it is gone', async function () {
    const { reader, said, text, exited } = startPiped();
    await until('predictions', 60, async () => {
      await writeAll();
      return text().includes('percent-predicted');
    });
    reader.kill('SIGKILL');
    const feed = setInterval(() => void writeAll().catch(() => undefined), 100);
    try {
      assert.deepEqual(await exited, [0, null]);
    } finally {
      clearInterval(feed);
    }
    assert.equal(said(), '');
  });

  it('does not keep dma predict from ending when it is told to', async function () {
    const { predict, reader, text, exited } = startPiped();
    await until('predictions', 60, async () => {
      await writeAll();
      return text().includes('percent-predicted');
    });
    reader.kill('SIGSTOP');
    for (let round = 0; round < 5; round++) {
      await writeAll();
      await sleep(100);
    }
    predict.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  });

  for (const [name, act] of Object.entries({
    'is not read': ({ child }: RunningDma) => child.stderr!.pause(),
    'is closed': ({ child }: RunningDma) => child.stderr!.destroy(),
  })) {
    it(`dma predict goes on when its stderr ${name}, however much it has to say`, async function () {
      const batch = redis.client.multi();
      for (let index = 0; index < 2000; index++) {
        batch.sAdd('collectd/values', `bad${index}/leak/gauge-x`);
        batch.set(`collectd/bad${index}/leak/gauge-x`, 'no sorted set');
      }
      await batch.exec();
      const running = startDma(['predict', '--config', config]);
      children.push(running.child);
      act(running);
      let newest = 0;
      await until('predictions', 60, async () => {
        newest = await writeAll();
        return running.output.stdout.includes('percent-predicted');
      });
      newest = await writeAll();
      await until('the newest prediction', 60, () =>
        running.output.stdout.includes(` ${newest.toFixed(3)}:`),
      );
      assert.ok(residentBytes(running.child) < 400 * 2 ** 20);
      running.child.stderr!.resume();
      running.child.kill('SIGTERM');
      assert.equal(await running.exited, 0);
    });

    it(`dma deliver goes on when its stderr ${name}`, async function () {
      const stage = await SpoolStage.start();
      const running = stage.deliver();
      children.push(running.child);
      try {
        act(running);
        const now = Math.floor(Date.now() / 1000);
        for (let index = 0; index < 600; index++) {
          writeFileSync(join(stage.spool, 'new', `${now}.${index}`), 'no notification');
        }
        stage.enqueue('web1', 'WARNING', now);
        await until('the event', 60, () => stage.received.length > 0);
        running.child.stderr!.resume();
        running.child.kill('SIGTERM');
        assert.equal(await running.exited, 0);
      } finally {
        running.child.kill('SIGKILL');
        await running.exited;
        await stage.stop();
      }
    });
  }
});

function nameOf(line: string): string | undefined {
  return /"(.*)"/.exec(line)?.[1];
}

function isStopped({ pid }: ChildProcess): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

function residentBytes({ pid }: ChildProcess): number {
  return 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);
}
