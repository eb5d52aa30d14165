import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { SpoolStage } from '../support/spool-stage.ts';

describe('two dma deliver on one spool', function () {
  let stage: SpoolStage;
  const running: RunningDma[] = [];
  let time = Math.round(Date.now() / 1000);

  before(async function () {
    stage = await SpoolStage.start();
  });

  after(() => stage?.stop());

  async function started(): Promise<RunningDma> {
    const program = stage.deliver();
    running.push(program);
    return program;
  }

  async function delivers(): Promise<void> {
    const before = stage.received.length;
    time += 1;
    // The same severity again would be told once.
    stage.enqueue('web1', time % 2 === 0 ? 'WARNING' : 'FAILURE', time);
    await until('the event', 60, () => stage.received.length > before);
    await sleep(300);
    assert.equal(stage.received.length, before + 1, 'by one of them only');
  }

  it('do the work once: the second waits, and says so once', async function () {
    await started();
    await delivers();
    const second = await started();
    const words = await until('its words', 60, () => second.output.stderr || undefined);
    assert.match(
      words,
      new RegExp(
        `^dma deliver: another dma deliver \\(process ${running[0]!.child.pid}\\) works on \\S+; waiting`,
      ),
    );
    await delivers();
    assert.equal(second.output.stderr.split('\n').length, 2);
  });

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    it(`take over at once from one that ends by ${signal}`, async function () {
      const first = running[0]!;
      const second = running[1] ?? (await started());
      await until('its words', 60, () => second.output.stderr.includes('waiting to take over'));
      const start = performance.now();
      first.child.kill(signal);
      await first.exited;
      await delivers();
      process.stdout.write(
        `      from ${signal} to the delivery by the other: ${(performance.now() - start - 300).toFixed(0)} ms\n`,
      );
      assert.match(second.output.stderr, /\ndma deliver: took over /);
      running.shift();
    });
  }

  it('end when they are told to while they wait', async function () {
    const second = await started();
    await until('its words', 60, () => second.output.stderr.includes('waiting to take over'));
    second.child.kill('SIGTERM');
    assert.equal(await second.exited, 0);
    await delivers();
  });
});
