import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { runDma, startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

describe("collectd's socket", function () {
  let stack: PrivateStack;
  let client: UnixsockClient;
  let running: RunningDma | undefined;

  before(async function () {
    stack = await startPrivateStack();
    client = new UnixsockClient(stack.socket, { window: 16 });
  });

  after(async function () {
    running?.child.kill('SIGTERM');
    await running?.exited;
    client?.close();
    await stack?.stop();
  });

  it('takes the predictions of a dma predict that collectd did not start', async function () {
    const config = join(stack.directory, 'other.yaml');
    writeFileSync(
      config,
      `redis: {url: "redis://127.0.0.1:${stack.redisPort}"}
targets: {other: {series: "*/memory/memory-used", capacity: "*/memory/memory-{used,free}", output: other/memory}}`,
    );
    running = startDma(['predict', '--config', config, '--unixsock', stack.socket], {
      COLLECTD_HOSTNAME: 'elsewhere',
    });
    for (const identifier of [
      'localhost/other/memory',
      'localhost/dma-other/percent-risk',
      'elsewhere/dma-self/gauge-series',
    ]) {
      const reply = await until(identifier, 60, async () => {
        const answer = await client.command(`GETVAL "${identifier}"`);
        return answer.code > 0 && answer;
      });
      assert.match(reply.lines[0]!, /^value=\d/);
    }
    assert.equal(running.output.stderr, '');
    assert.equal(running.output.stdout, '');
  });

  it('answers the threshold that the shipped configuration has set', async function () {
    const reply = await client.command('GETTHRESHOLD "localhost/dma-memory/percent-risk"');
    assert.ok(reply.lines.includes('Warning Max: 49.5'), reply.lines.join('\n'));
    assert.ok(reply.lines.includes('Failure Max: 99.5'), reply.lines.join('\n'));
  });

  it('takes thousands of commands at once without a standstill', async function () {
    const commands = Array.from({ length: 5000 }, (_, i) =>
      client.command(`PUTVAL "many/dma/gauge-${i}" interval=10 N:${i}`),
    );
    const codes = new Set((await Promise.all(commands)).map(({ code }) => code));
    assert.deepEqual(codes, new Set([0]));
  });

  it('is in good order as dma check sees it', async function () {
    const { stdout, code } = await runDma(['check', '--config', stack.configFile, '--json']);
    const findings = JSON.parse(stdout) as { subject: string; ok: boolean; text: string }[];
    assert.deepEqual(
      findings.filter(({ ok }) => !ok),
      [],
      stdout,
    );
    const memory = findings.find(({ subject }) => subject === 'target memory');
    assert.match(memory!.text, /^1 series of 1 host; limit /);
    assert.equal(code, 0);
  });

  it('may stand still: that is said once, and it gets new values when it goes on', async function () {
    const { output } = running!;
    const said = (what: string): number => output.stderr.split(`collectd's socket ${what}`).length - 1;
    const redis = createClient({ url: `redis://127.0.0.1:${stack.redisPort}` });
    await redis.connect();
    // Another host, whose collectd goes on.
    const write = async (): Promise<void> => {
      const time = Date.now() / 1000;
      for (const name of ['used', 'free'])
        await redis.zAdd(`collectd/web1/memory/memory-${name}`, {
          score: time,
          value: `${time.toFixed(3)}:1e9`,
        });
      await redis.sAdd('collectd/values', ['web1/memory/memory-used', 'web1/memory/memory-free']);
    };
    try {
      await until('predictions of the other host', 60, async () => {
        await write();
        return (await client.command('GETVAL "web1/other/memory"')).code > 0;
      });
      stack.collectd.kill('SIGSTOP');
      await until('the complaint', 60, async () => {
        await write();
        return said('cannot be used: no answer from collectd for 10 s') > 0;
      });
      for (let more = 0; more < 10; more++) {
        await write();
        await sleep(200);
      }
      const resumed = Date.now() / 1000;
      stack.collectd.kill('SIGCONT');
      await until('new values', 60, async () => {
        await write();
        const { lines } = await client.command('LISTVAL');
        const line = lines.find((each) => each.endsWith(' web1/other/memory'));
        return Number(line?.split(' ')[0]) > resumed;
      });
      await until('the end of it', 60, () => said('recovered after') > 0);
      assert.deepEqual([said('cannot be used'), said('recovered after')], [1, 1], output.stderr);
    } finally {
      stack.collectd.kill('SIGCONT');
      await redis.close();
    }
  });
});
