import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { endPrograms } from '../../tools/stack/stack-programs.ts';
import { ContainerImage, type ContainerRun } from '../support/container-image.ts';
import { until } from '../support/until.ts';

const endSeconds = 10;

describe('the container image', function () {
  let image: ContainerImage;
  let container: string;

  before(function () {
    image = ContainerImage.build(mkdtempSync(join(tmpdir(), 'dma-image-')));
    container = image.container();
  });
  after(() => image?.remove());

  function said(run: ContainerRun, ...command: readonly string[]): string {
    const { stdout, stderr, status } = spawnSync('buildah', image.run(container, run, command), {
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${command.join(' ')}: ${stdout}${stderr}`);
    return stdout.trim();
  }

  it('has the package and its modules, and nothing else of the checkout', () => {
    const listed = said({}, 'ls', '/usr/lib/collectd-dma').split('\n');
    for (const name of ['dist', 'conf', 'docs', 'node_modules']) assert.ok(listed.includes(name), name);
    for (const name of ['test', 'tsconfig.json', 'Dockerfile']) assert.ok(!listed.includes(name), name);
    assert.match(said({}, 'dma', '--version'), /^\d+\.\d+\.\d+ \(/);
  });

  it('runs as a user of its own, which is no root, and may write to spool and log alone', () => {
    const { User: user, Entrypoint: entry } = image.configuration();
    assert.match(user, /^[1-9]\d*:[1-9]\d*$/);
    assert.deepEqual(entry, ['dma']);
    assert.equal(said({}, 'sh', '-c', 'echo "$(id -u):$(id -g)"'), user);
    const writable =
      'find / -xdev ! -type l -writable ! -path "/dev/*" ! -path "/proc/*" ! -path "/sys/*" 2>/dev/null || true';
    assert.deepEqual(
      said({}, 'sh', '-c', writable)
        .split('\n')
        .filter((path) => !/^\/(var\/)?(tmp|lock|run\/lock)$/.test(path))
        .toSorted(),
      ['/var/log/collectd-dma', '/var/spool/collectd-dma'],
    );
  });

  describe('beside a collectd and a Redis of the machine', function () {
    let stack: PrivateStack;
    let run: ContainerRun;
    const running: ChildProcess[] = [];

    before(async function () {
      stack = await startPrivateStack({
        exchanges: [
          ['  Exec "nobody" "dma" "predict"', ''],
          ['  Exec "nobody" "dma" "deliver"', ''],
        ],
        configure: (config) => config.deleteIn(['targets', 'disk']),
        shippedFiles: ['dma.conf', 'dma-memory.conf', 'dma-unixsock.conf'],
      });
      run = {
        user: '65534:65534',
        folders: [stack.directory],
        env: { DMA_CONFIG: stack.configFile, COLLECTD_HOSTNAME: 'localhost' },
      };
      for (const command of [['predict', '--unixsock', stack.socket], ['deliver']])
        running.push(spawn('buildah', image.run(container, run, ['dma', ...command]), { stdio: 'ignore' }));
    });
    after(async function () {
      const closed = running.map((child) => once(child, 'close'));
      for (const command of ['predict', 'deliver']) await endPrograms(stack.configFile, command, endSeconds);
      await Promise.all(closed);
      await stack?.stop();
    });

    it('predicts, delivers, and passes its health check', async () => {
      const [kind, ...health] = image.configuration().Healthcheck.Test;
      assert.equal(kind, 'CMD');
      const check = image.run(container, run, health);
      let last = '';
      await until('a prediction and the health check', 180, () => {
        const { stdout, status } = spawnSync('buildah', check, { encoding: 'utf8' });
        last = stdout;
        return status === 0 && /^ok +predictions/m.test(stdout);
      }).catch((error: Error) => {
        throw new Error(`${error.message}: ${last}`);
      });
      const client = new UnixsockClient(stack.socket);
      const { code, text } = await client.command(
        `PUTNOTIF severity=warning time=${(Date.now() / 1000).toFixed(3)} host=told plugin=dma plugin_instance=memory ` +
          'type=percent type_instance=risk message="soon"',
      );
      client.close();
      assert.equal(code, 0, text);
      const { logFile } = stack;
      await until(
        'the event',
        60,
        () => existsSync(logFile) && readFileSync(logFile, 'utf8').includes(' told '),
      );
    });
  });
});
