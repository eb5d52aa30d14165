import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import {
  startCongressDummy,
  type RunningCongressDummy,
} from '../../tools/dummies/congress/congress-dummy.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { stackPids } from '../support/stack-pids.ts';
import { until } from '../support/until.ts';

/** A monitor must not be blind and look alive. */
describe('a dma predict that hangs', function () {
  let congress: RunningCongressDummy;
  let stack: PrivateStack;
  let watch: StackWatch;
  let hanging: number | undefined;

  before(async function () {
    congress = await startCongressDummy();
    stack = await startPrivateStack({
      env: congress.env,
      configure: (config) => config.setIn(['notifiers', 'congress'], {}),
    });
    watch = new StackWatch(stack, Number.POSITIVE_INFINITY);
  });

  after(async function () {
    if (hanging !== undefined) process.kill(hanging, 'SIGCONT');
    watch?.close();
    await stack?.stop();
    await congress?.close();
  });

  it('is notified by collectd as missing, and is no row in the events table', async function () {
    await until(
      'its health',
      60,
      async () => (await watch.history('localhost/dma-self/gauge-series')).length > 0,
    );
    hanging = pidOfPredict();
    process.kill(hanging, 'SIGSTOP');
    const line = await until('a FAILURE', 60, () => selfLine('FAILURE'));
    assert.match(line, /dma-self\/gauge-series has not been updated for \d/);
    assert.deepEqual(congress.rows(), []);
  });

  it('is taken back when it goes on', async function () {
    process.kill(hanging!, 'SIGCONT');
    hanging = undefined;
    await until('an OKAY', 60, () => selfLine('OKAY'));
  });

  const selfLine = (severity: string): string | undefined => {
    if (!existsSync(stack.logFile)) return undefined;
    const lines = readFileSync(stack.logFile, 'utf8').split('\n');
    return lines.find((line) => line.includes(` ${severity} localhost self `));
  };

  const pidOfPredict = (): number => {
    const pids = stackPids(stack, 'predict');
    assert.equal(pids.length, 1);
    return pids[0]!;
  };
});
