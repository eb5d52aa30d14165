import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

type Summaries = Readonly<Record<string, { readonly averages: readonly { readonly avg: number }[] }>>;

const token = 'the-token-of-the-test';

/** Values that are posted to `dma dashboard`, on their way through a real collectd into Redis. */
describe('the values that a machine without collectd posts', function () {
  let stack: PrivateStack;
  let running: RunningDma;
  let url: string;

  before(async function () {
    stack = await startPrivateStack();
    const tokenFile = join(stack.directory, 'dashboard-token');
    writeFileSync(tokenFile, token, { mode: 0o600 });
    const config = join(stack.directory, 'dashboard.yaml');
    const more = `\ndashboard: {listen: "127.0.0.1:0", tokenFile: "${tokenFile}"}\n`;
    writeFileSync(config, readFileSync(stack.configFile, 'utf8') + more);
    running = startDma(['dashboard', '--config', config]);
    url = await until(
      'the dashboard to listen',
      60,
      () => /listening at (\S+)/.exec(running.output.stderr)?.[1],
    );
  });

  after(async function () {
    running?.child.kill();
    await running?.exited;
    await stack?.stop();
  });

  it('are written to Redis by write_redis, and come back as averages', async function () {
    const post = (epoch: number, values: object): Promise<Response> =>
      fetch(`${url}/api/perf/phone%20of%20Ada/${epoch}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(values),
      });
    const now = Math.floor(Date.now() / 1000);
    for (const [age, mem] of [
      [2, 70],
      [1, 74.5],
    ] as const) {
      const answer = await post(now - age, { mem, cpu: String(age) });
      assert.deepEqual([answer.status, await answer.json()], [200, { taken: 2 }]);
    }
    const summaries = await until('the averages', 60, async () => {
      const answer = await fetch(`${url}/api/perf/phone%20of%20Ada/by-hour:MEM`);
      const found = (await answer.json()) as Summaries;
      return found['summary:by-hour:mem'] && found;
    });
    assert.deepEqual(Object.keys(summaries), ['summary:by-hour:mem']);
    const averages = summaries['summary:by-hour:mem']!.averages.map(({ avg }) => avg);
    // Where an hour begins between the two, each has its own average.
    assert.ok(['72.25', '70,74.5'].includes(averages.join(',')), averages.join(','));
    const hosts = (await (await fetch(`${url}/api/perf`)).json()) as string[];
    assert.ok(hosts.includes('phone of Ada'));
  });
});
