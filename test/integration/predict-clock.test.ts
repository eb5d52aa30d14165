import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { until } from '../support/until.ts';

const risk = 'localhost/dma-memory/percent-risk';

describe('a clock that is set while collectd and dma predict run', function () {
  let folder: string;
  let clock: FakeClock;
  let stack: PrivateStack;
  let watch: StackWatch;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'clock-'));
    chmodSync(folder, 0o755);
    clock = new FakeClock(folder);
    stack = await startPrivateStack({
      env: clock.env,
      configure: (config) => config.set('roundSeconds', 0.1),
      exchanges: [['Interval 1\n', 'Interval 0.1\n']],
    });
    watch = new StackWatch(stack, Number.POSITIVE_INFINITY);
    await until('predictions', 60, async () => (await times()).length > 20);
  });

  after(async function () {
    watch?.close();
    await stack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('ahead by a day, keeps no prediction from being made', async function () {
    clock.set(86_400);
    const begin = Date.now() / 1000 + 80_000;
    await until(
      'ten predictions',
      60,
      async () => (await times()).filter((time) => time > begin).length > 10,
    );
  });

  it('back by a day, is said, and what comes then is predicted once collectd reads again', async function () {
    clock.set(0);
    await until('a line about it', 60, () => stack.collectdLog().includes('the clock was set back'));
    // As the line advises: collectd would read nothing for a day.
    await stack.collectd.restart();
    const begin = Date.now() / 1000;
    await until('ten predictions', 60, async () => {
      const present = (await times()).filter((time) => time > begin && time < begin + 3600);
      return present.length > 10;
    });
  });

  /** Of all predictions, as they are in Redis. */
  async function times(): Promise<number[]> {
    return (await watch.history(risk)).map(({ time }) => time);
  }
});
