import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createClient } from 'redis';
import { runDma } from '../support/run-dma.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { until } from '../support/until.ts';

const gibibyte = 2 ** 30;
/** The size of the other machine, what it uses at first, and its leak in bytes a second. */
const [total, usedFirst, leak] = [4 * gibibyte, gibibyte, 0.04 * gibibyte];
/** The other machine reads so long after this one. */
const phaseSeconds = 0.3;

/** The real collectd of this machine, and another machine with the same Hostname and a leak. */
for (const [name, ahead, words] of [
  ['', 0, 'share one name; '],
  [' and clocks that are 400 s apart', -400, 'share one name, and their clocks are 40[01] s apart; '],
] as const)
  describe(`two machines with one Hostname${name}`, function () {
    let stack: PrivateStack;
    let watch: StackWatch;
    let other: ReturnType<typeof createClient>;
    let writing: NodeJS.Timeout | undefined;

    before(async function () {
      stack = await startPrivateStack();
      watch = new StackWatch(stack, Number.POSITIVE_INFINITY);
      other = createClient({ url: `redis://127.0.0.1:${stack.redisPort}` });
      await other.connect();
    });

    after(async function () {
      clearInterval(writing);
      other?.destroy();
      watch?.close();
      await stack?.stop();
    });

    afterEach(function () {
      if (this.currentTest?.state === 'failed' && stack) process.stderr.write(`${stack.collectdLog()}\n`);
    });

    /** Writes the samples of the other machine up to now, as its write_redis would. */
    const writeFrom = (start: number): (() => void) => {
      let written = 0;
      return () => {
        for (; start + written < Date.now() / 1000; written++) {
          const time = start + written + ahead;
          const used = Math.min(0.97 * total, usedFirst + leak * written);
          for (const [state, value] of [
            ['used', used],
            ['free', total - used],
          ] as const)
            void other.zAdd(`collectd/localhost/memory/memory-${state}`, {
              score: time,
              value: `${time.toFixed(3)}:${Math.round(value)}`,
            });
        }
      };
    };

    const notified = (pattern: RegExp): string | undefined =>
      existsSync(stack.logFile)
        ? readFileSync(stack.logFile, 'utf8')
            .split('\n')
            .find((line) => pattern.test(line))
        : undefined;

    it('is notified, with the name of the series', async function () {
      const newest = await until(
        'a sample of this machine',
        60,
        async () => (await watch.history('localhost/memory/memory-used')).at(-1)?.time,
      );
      writing = setInterval(writeFrom(newest + phaseSeconds), 100);
      const line = await until('a WARNING', 90, () => notified(/ WARNING localhost self .*several writers/));
      assert.match(line, /localhost\/memory\/memory-used/);
      assert.match(line, new RegExp(`${words}give each its own Hostname`));
    });

    it('is named by dma check', async function () {
      const { stdout } = await runDma(['check', '--config', stack.configFile]);
      assert.match(
        stdout,
        new RegExp(`series with several writers: localhost/memory/memory-used: .*${words}`),
      );
    });

    it('raises the alert of the one that leaks, at the limit of its own capacity', async function () {
      await until('an alert', 120, () => notified(/ (WARNING|FAILURE) localhost memory /));
      const risks = await watch.history('localhost/dma-memory/percent-risk');
      assert.ok(risks.at(-1)!.values[0]! >= 50);
    });
  });
