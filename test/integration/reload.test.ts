import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { startDmaIn, type RunningDma } from '../support/run-dma.ts';
import { SpoolStage } from '../support/spool-stage.ts';
import { until } from '../support/until.ts';

describe('dma deliver that is told to read its configuration anew', function () {
  let stage: SpoolStage;
  let program: RunningDma;
  let valid: string;
  const time = Math.round(Date.now() / 1000);

  before(async function () {
    stage = await SpoolStage.start();
    valid = readFileSync(stage.config, 'utf8');
    program = stage.deliver();
  });

  after(async function () {
    await stage?.stop();
  });

  it('keeps the old one when the new one is invalid, and says so in one line', async function () {
    stage.enqueue('web1', 'WARNING', time);
    await until('the first event', 60, () => stage.received.length === 1);
    writeFileSync(stage.config, `${valid}forward: some\nspool: here\n`);
    program.child.kill('SIGHUP');
    const refusal =
      /^dma deliver: warning: the configuration is not read anew, and the one before stays: .*$/m;
    await until('the refusal', 60, () => refusal.test(program.output.stderr));
    stage.enqueue('web2', 'WARNING', time + 1);
    await until('the second event', 60, () => stage.received.length === 2);
  });

  it('takes a valid one, and keeps what waits and what is open', async function () {
    writeFileSync(
      stage.config,
      valid.replace(
        / {2}http: \{url: "(.*)"\}/,
        '  http: {url: "http://127.0.0.1:9/"}\n  http-new: {url: "$1"}',
      ),
    );
    program.child.kill('SIGHUP');
    await until('the new one', 60, () => /the configuration is read anew$/m.test(program.output.stderr));
    await until('what is open, told to the new one', 60, () => stage.received.length === 4);
    stage.enqueue('web1', 'OKAY', time + 2);
    await until('its end', 60, () => stage.received.length === 5);
    writeFileSync(stage.config, valid);
    program.child.kill('SIGHUP');
    await until('what waited for the first one', 60, () => stage.received.length === 6);
    assert.deepEqual(
      stage.received.slice(4).map(({ severity }) => severity),
      ['OKAY', 'OKAY'],
    );
    assert.deepEqual([program.child.exitCode, program.child.signalCode], [null, null]);
    assert.doesNotMatch(program.output.stderr, /has lost|took over|another dma deliver/);
  });
});

describe('a dma that gets SIGHUP as soon as it is started', function () {
  let stage: SpoolStage;

  beforeEach(async function () {
    stage = await SpoolStage.start();
  });

  afterEach(async function () {
    await stage?.stop();
  });

  /** Sends the signal right after the first file is loaded, and again while the others are being loaded. */
  const script = `
    const send = () => process.kill(process.pid, 'SIGHUP');
    await import(process.argv[1]);
    send();
    for (const milliseconds of [1, 20, 50, 100, 150, 200]) setTimeout(send, milliseconds);
  `;

  for (const command of ['deliver', 'predict']) {
    it(`goes on, and reads its configuration anew: dma ${command}`, async function () {
      appendFileSync(stage.config, 'redis: {url: "redis://127.0.0.1:9"}\n');
      const program = startDmaIn(script, [command, '--config', stage.config]);
      try {
        await until('the new one', 60, () => /the configuration is read anew/.test(program.output.stderr));
        assert.deepEqual([program.child.exitCode, program.child.signalCode], [null, null]);
      } finally {
        program.child.kill('SIGKILL');
        await program.exited;
      }
    });
  }
});
