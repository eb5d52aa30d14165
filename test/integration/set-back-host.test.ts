import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Daemon } from '../../tools/stack/daemon.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { runDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

const silence = /gets? no samples|all series get samples/;

/** The output of `dma check` with a note about the clock; undefined without one. */
async function noteOfClock(config: string): Promise<string | undefined> {
  const { stdout } = await runDma(['check', '--config', config]);
  return /note +clocks: .*clock.* is wrong/.test(stdout) ? stdout : undefined;
}

/** The real collectd of another host, which writes to our Redis, and boots with a clock that is behind. */
describe('a host whose clock is behind its own past after a boot', function () {
  let folder: string;
  let clock: FakeClock;
  let stack: PrivateStack;
  let watch: StackWatch;
  let host: Daemon;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'set-back-'));
    chmodSync(folder, 0o755);
    clock = new FakeClock(folder);
    stack = await startPrivateStack();
    watch = new StackWatch(stack, Number.POSITIVE_INFINITY);
    const conf = join(folder, 'collectd.conf');
    writeFileSync(conf, confOf(stack.redisPort));
    host = new Daemon('collectd', ['-f', '-C', conf], join(folder, 'log'), { ...process.env, ...clock.env });
    await until('predictions', 90, async () => (await predictedAt()).length > 20);
    await boot(-90);
  });

  after(async function () {
    await host?.end();
    watch?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') process.stderr.write(`${stack.collectdLog()}\n${notified()}\n`);
  });

  it('is predicted when its samples arrive', async function () {
    const begin = Date.now() / 1000;
    await until('ten predictions', 90, async () => {
      const times = await predictedAt();
      return times.filter((time) => time > begin).length > 10;
    });
  });

  it('is told as behind, and neither as silent nor as two machines', async function () {
    await until('a WARNING', 120, () =>
      /WARNING \S+ self .*the clock of a host.*web1 \(9\d s behind/.test(notified()),
    );
    // It counts at the next report.
    const stdout = await until('a note of dma check', 60, () => noteOfClock(stack.configFile), 2);
    assert.doesNotMatch(`${stdout}${notified()}`, /several writers/);
    // It was silent while it booted, which may have been for long.
    assert.doesNotMatch(stdout, /gets? no samples/);
    assert.doesNotMatch(
      notified()
        .split('\n')
        .findLast((line) => silence.test(line)) ?? '',
      / WARNING /,
    );
  });

  it('is told to be well when it boots with the right time', async function () {
    await boot(0);
    await until('an OKAY', 120, () => notified().includes('no clock is wrong'));
  });

  /** @param seconds ahead of the real time, or behind it */
  async function boot(seconds: number): Promise<void> {
    await host.end();
    clock.set(seconds);
    host.startAgain();
  }

  /** Epoch seconds of all risks of its memory. */
  async function predictedAt(): Promise<number[]> {
    return (await watch.history('web1/dma-memory/percent-risk')).map(({ time }) => time);
  }

  function notified(): string {
    return existsSync(stack.logFile) ? readFileSync(stack.logFile, 'utf8') : '';
  }
});

function confOf(redisPort: number): string {
  return `Hostname "web1"
FQDNLookup false
Interval 1
LoadPlugin logfile
<Plugin logfile>
  File "STDERR"
</Plugin>
LoadPlugin memory
LoadPlugin write_redis
<Plugin write_redis>
  <Node "node">
    Host "127.0.0.1"
    Port "${redisPort}"
  </Node>
</Plugin>
`;
}
