import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import {
  startPrivateStack,
  type PrivateStack,
  type PrivateStackOptions,
} from '../../tools/stack/private-stack.ts';
import type { Finding } from '../../tools/check/finding.ts';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { stackPids } from '../support/stack-pids.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';

/** Memory alone, so that nothing has to be waited for as long as for disks. */
const memoryOnly: PrivateStackOptions = {
  shippedFiles: ['dma.conf', 'dma-memory.conf', 'dma-unixsock.conf'],
  configure: (config) => config.deleteIn(['targets', 'disk']),
};

interface Checked {
  readonly code: number | null;
  readonly findings: readonly Finding[];
}

async function check(config: string, ...more: readonly string[]): Promise<Checked> {
  const { code, stdout, stderr } = await runDma(['check', '--config', config, '--json', ...more]);
  assert.equal(stderr, '');
  return { code, findings: JSON.parse(stdout) as Finding[] };
}

const missing = ({ findings }: Checked): readonly Finding[] => findings.filter(({ ok }) => !ok);

async function untilMissing(config: string, subject: string): Promise<string> {
  const look = async (): Promise<string | undefined> =>
    missing(await check(config)).find((one) => one.subject === subject)?.text;
  return until(`${subject} to be missing`, 90, look, 2);
}

/** `dma check` beside the real collectd and Redis: does it work? */
describe('dma check', function () {
  let stack: PrivateStack | undefined;
  const scratch = scratchFolder();

  afterEach(async function () {
    await stack?.stop();
    stack = undefined;
  });

  async function start(options: Partial<PrivateStackOptions> = {}): Promise<PrivateStack> {
    return (stack = await startPrivateStack({ ...memoryOnly, ...options }));
  }

  it('is never red after a start, and then content with each link of the way', async function () {
    const { configFile } = await start();
    const seen = await until('predictions', 90, async () => {
      const checked = await check(configFile);
      assert.deepEqual(missing(checked), []);
      assert.equal(checked.code, 0);
      return checked.findings.every(({ kind }) => kind === undefined) && checked.findings;
    });
    assert.deepEqual(
      seen.map(({ subject }) => subject.replace(/ (at )?[/r]\S*$/, '')),
      [
        'configuration',
        'Redis',
        'target memory',
        'predictions',
        'write_redis',
        "collectd's cache",
        "collectd's configuration",
        'types',
        'program dma predict',
        'program dma deliver',
        'thresholds',
        'program dma-enqueue',
        'spool',
        'program flock',
        'notifier log',
      ],
    );
    const textOf = (subject: string): string => seen.find((one) => one.subject === subject)!.text;
    assert.match(textOf('target memory'), /^1 series of 1 host; limit \d.* of \d.* GiB, 60 s ahead$/);
    assert.equal(textOf('predictions'), 'of 1 series come back (memory)');
    assert.equal(textOf('thresholds'), 'are on percent-risk above 49.5 and 99.5 of memory');
    const { stdout } = await runDma(['check', '--config', configFile]);
    assert.match(stdout, /^ok {7}configuration: is valid.*\n(ok {7}.*\n){14}15 ok\n$/);
  });

  it('fails when exec cannot start the programs', async function () {
    const { configFile } = await start({ exchanges: [['"dma" "predict"', '"no-such-dma" "predict"']] });
    const text = await untilMissing(configFile, 'program dma predict');
    assert.match(
      text,
      /^cannot be started: there is no no-such-dma in collectd's PATH, .*collectd\.conf\.d\/dma\.conf:\d+$/,
    );
    assert.match(
      await untilMissing(configFile, 'predictions'),
      /do not come back: nothing of dma comes to collectd/,
    );
  });

  it('fails when the threshold plugin is not loaded', async function () {
    const { configFile, collectdConf } = await start({
      exchanges: [['LoadPlugin threshold', '# LoadPlugin threshold']],
    });
    assert.match(
      await untilMissing(configFile, 'thresholds'),
      /collectd\.conf does not load the threshold plugin; of target memory, there is none for localhost\/dma-memory\/percent-risk/,
    );
    const given = await check(configFile, '--collectd-conf', collectdConf);
    assert.deepEqual(
      missing(given).map(({ subject }) => subject),
      ['thresholds'],
    );
  });

  it('waits until all is well, and says it as a plugin of Nagios', async function () {
    const { configFile } = await start();
    const { code, stdout } = await runDma(['check', '--config', configFile, '--wait', '90', '--nagios']);
    assert.match(
      stdout,
      /^DMA OK - 1 series predicted, 15 checks passed \| series=1;;;0 predicted=1;;;0 age=\d+\.\ds;;;0 missing=0;;0;0 waiting=0;0;;0 notes=0;;;0\nok /,
    );
    assert.equal(code, 0);
  });

  it('misses a series that Redis has lost with its name, though dma predict was started since and a host goes on', async function () {
    const { configFile, redisPort, redis, socket } = await start();
    const collectd = new UnixsockClient(socket);
    const reports = async (): Promise<boolean> =>
      (await collectd.command('GETVAL "localhost/dma-self/gauge-series"')).code > 0;
    await until('a report', 60, reports);
    await redis.restart('SIGKILL');
    const other = createClient({ url: `redis://127.0.0.1:${redisPort}` });
    // It is refused until Redis is there again.
    other.on('error', () => undefined);
    await other.connect();
    const write = async (): Promise<void> => {
      const time = Date.now() / 1000;
      for (const state of ['used', 'free']) {
        await other.zAdd(`collectd/db1/memory/memory-${state}`, { score: time, value: `${time}:1000` });
        await other.sAdd('collectd/values', `db1/memory/memory-${state}`);
      }
    };
    const writing = setInterval(() => void write(), 500);
    try {
      process.kill(stackPids(stack!, 'predict')[0]!, 'SIGKILL');
      assert.match(
        await untilMissing(configFile, 'target memory'),
        /^collectd has samples of localhost\/memory\/memory-used, and Redis none: write_redis does not reconnect/,
      );
    } finally {
      clearInterval(writing);
      other.destroy();
      collectd.close();
    }
  });

  it('fails when Redis is not bounded, and when dma predict has another name for this machine', async function () {
    const named = '"env" "COLLECTD_HOSTNAME=elsewhere" "dma" "predict"';
    const { configFile } = await start({
      exchanges: [
        ['    MaxSetSize 3600', '    # nothing'],
        ['"dma" "predict"\n', `${named}\n`],
      ],
    });
    assert.match(
      await untilMissing(configFile, 'host name'),
      /calls this machine elsewhere, and collectd calls it localhost: set COLLECTD_HOSTNAME=localhost/,
    );
    assert.match(
      await untilMissing(configFile, 'write_redis'),
      /dma\.conf:\d+ has neither MaxSetSize nor MaxSetDuration/,
    );
  });

  it('fails when counts are stored in place of rates', async function () {
    const { configFile } = await start({
      exchanges: [['    # StoreRates true', '    StoreRates false']],
      ownFiles: { 'if.conf': '<LoadPlugin interface>\n  Interval 1\n</LoadPlugin>\n' },
      configure: (config) =>
        config.setIn(
          ['targets'],
          config.createNode({ net: { series: '*/interface-lo/if_octets', capacity: 1e15 } }),
        ),
    });
    assert.match(
      await untilMissing(configFile, 'write_redis'),
      /^the values of localhost\/interface-lo\/if_octets are counts, not rates: set StoreRates true/,
    );
  });

  it('fails when a filter chain starves the threshold plugin', async function () {
    const chain =
      '<Chain "PostCache">\n  <Target "write">\n    Plugin "write_redis/dma"\n  </Target>\n</Chain>\n';
    const { configFile } = await start({ ownFiles: { 'chain.conf': chain } });
    assert.match(
      await untilMissing(configFile, 'filter chain'),
      /the write target of \S+chain\.conf:2 names its plugins, and threshold is not among them/,
    );
  });

  it('fails when collectd does not know the types that are given back', async function () {
    const types = 'memory value:GAUGE:0:281474976710656\n';
    const { configFile } = await start({
      collectdConf: 'TypesDB "$DIRECTORY/types.db"\n',
      files: { 'types.db': types },
    });
    assert.match(
      await untilMissing(configFile, 'types'),
      /^collectd does not know percent, duration, gauge, and drops such values: TypesDB of \S+collectd\.conf:\d+ lacks them/,
    );
  });

  it('asks once for each series of 300 hosts that are gone, is not red, and counts them', async function () {
    const redis = await PrivateRedis.start();
    try {
      const configFile = join(scratch(), 'dma.yaml');
      const capacity = '"*/memory/memory-{used,free}"';
      writeFileSync(
        configFile,
        `redis: {url: "${redis.url}"}\ncache: off\nspool: ${scratch()}\nnotifiers: {}\ntargets: {memory: {series: "*/memory/memory-used", capacity: ${capacity}}}\n`,
      );
      const now = Date.now() / 1000;
      const write = async (host: string, age: number): Promise<void> => {
        for (const name of ['used', 'free'])
          await redis.write(`${host}/memory/memory-${name}`, 1e9, now - age);
      };
      for (let host = 0; host < 300; host++) await write(`gone${host}`, 7200 + host);
      for (const age of [2, 1]) await write('alive', age);
      await redis.command('CONFIG', 'RESETSTAT');
      const checked = await check(configFile);
      assert.deepEqual(missing(checked), []);
      const { kind, text } = checked.findings.find(({ subject }) => subject === 'gone')!;
      assert.equal(kind, 'note');
      assert.match(text, /^300 hosts, such as gone\d+ \(the last sample 2\.\d h ago\)/);
      const calls = Number(/^cmdstat_zrange:calls=(\d+)/m.exec(await redis.info('commandstats'))![1]);
      assert.ok(calls >= 301 && calls < 340, `${calls} ZRANGE`);
    } finally {
      await redis.dispose();
    }
  });
});
