import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { Finding } from '../../../../tools/check/finding.ts';
import { runCheck, type CheckStreams, type RunCheckOptions } from '../../../../tools/check/run-check.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('dma check', () => {
  const scratch = scratchFolder();
  let printed: string;
  beforeEach(() => (printed = ''));

  const stream = { write: (text: string) => (printed += text) };

  /** Nothing is there: no Redis, no collectd. */
  function run(text: string, options: Partial<RunCheckOptions> = {}): Promise<number> {
    const config = join(scratch(), 'dma.yaml');
    const nothing = `redis: {url: "unix://${scratch()}/redis"}\ncache: off\nspool: ${scratch()}\nnotifiers: {}\n`;
    writeFileSync(config, nothing + text);
    const collectdConf = join(scratch(), 'collectd.conf');
    writeFileSync(collectdConf, 'Hostname "web1"\n');
    const streams = { stdout: stream, stderr: stream } as unknown as CheckStreams;
    return runCheck(
      {
        config,
        collectdConf,
        test: undefined,
        wait: undefined,
        testNotifiers: false,
        form: 'text',
        ...options,
      },
      streams,
      new KnownSecrets(),
    );
  }

  it('prints findings as text, as JSON, or as a plugin, and its exit code says if something is missing', async () => {
    assert.equal(await run(''), 1);
    assert.match(printed, /^ok {7}configuration: .*\nMISSING {2}Redis at .*\d+ MISSING\n$/s);
    printed = '';
    assert.equal(await run('', { form: 'json' }), 1);
    assert.ok((JSON.parse(printed) as Finding[]).some(({ ok }) => !ok));
    printed = '';
    assert.equal(await run('', { form: 'nagios' }), 2);
    assert.match(
      printed,
      /^DMA CRITICAL - Redis at .* \| series=0;;;0 predicted=0;;;0 age=U;;;0 missing=\d+;;0;0/,
    );
  });

  it('tells what is wrong with the configuration, as a plugin as UNKNOWN', async () => {
    await assert.rejects(run('pigeon: 1\n'), { name: 'ConfigError' });
    assert.equal(await run('pigeon: 1\n', { form: 'nagios' }), 3);
    assert.match(printed, /^DMA UNKNOWN - .*dma\.yaml:5:1: pigeon/);
  });

  it('takes seconds for --test and --wait', async () => {
    for (const text of ['0', '-1', '4000', 'soon', '1e3'])
      await assert.rejects(run('', { wait: text }), {
        name: 'UsageError',
        message: `--wait: expected seconds, above 0 and up to 3600, not "${text}"`,
      });
    await assert.rejects(run('', { test: 'x' }), { message: /^--test: expected seconds/ });
    assert.equal(await run('', { wait: '0.1' }), 1);
  });

  it('sends a test only where collectd has a socket, and says so', async () => {
    assert.equal(await run('', { test: '' }), 1);
    assert.match(printed, /MISSING {2}test, socket: no socket of collectd is known; copy /);
  });
});
