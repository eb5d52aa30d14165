import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../tools/package-root.ts';

const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');

/** The lines of a file of systemd's, without comments. */
function lines(path: string): string[] {
  return read(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function fields(path: string): string[][] {
  return lines(path).map((line) => line.split(/\s+/));
}

/** The indented commands of a page. */
function commands(text: string): string[] {
  return [...text.matchAll(/^ +((?:sudo|npm|for) .*)$/gm)].map(([, line]) => line!);
}

const install = read('docs/install.md');
const [directories] = /install -d .*$/m.exec(install)!;

describe('the ways to install', function () {
  it('are told in README by commands that docs/install.md explains', function () {
    const [, section] = read('README.md').split('\n## Install\n');
    const short = commands(section!.split('\n## ')[0]!);
    assert.equal(short.length, 5);
    for (const command of short) assert.ok(commands(install).includes(command), command);
  });

  it('make the same user by hand and by sysusers.d', function () {
    const [[kind, name, , , home, shell]] = fields('conf/sysusers.d/collectd-dma.conf') as [string[]];
    assert.equal(kind, 'u');
    const [command] = /useradd .*$/m.exec(install)!;
    assert.equal(command, `useradd --system --no-create-home --home-dir ${home} --shell ${shell} ${name}`);
  });

  it('make the same directories by hand and by tmpfiles.d, and let others into none', function () {
    const made = fields('conf/tmpfiles.d/collectd-dma.conf');
    const paths = made.map(([, path]) => path).join(' ');
    for (const [type, , mode, user, group, age] of made) {
      assert.deepEqual([type, mode, age], ['d', '0750', '-']);
      assert.equal(directories, `install -d -o ${user} -g ${group} -m ${Number(mode)} ${paths}`);
    }
  });

  for (const name of ['predict', 'deliver', 'dashboard']) {
    it(`start dma ${name} as a service that may write to what the installation makes, and nothing else`, function () {
      const unit = lines(`conf/systemd/dma-${name}.service`);
      assert.ok(unit.includes('User=collectd-dma') && unit.includes('Group=collectd-dma'));
      assert.ok(unit.includes('ProtectSystem=strict') && unit.includes('LimitCORE=0'));
      const writable = unit
        .find((line) => line.startsWith('ReadWritePaths='))!
        .split('=')[1]!
        .split(' ');
      for (const path of writable) assert.ok(directories.split(' ').includes(path), path);
    });
  }

  for (const name of ['predict', 'deliver']) {
    it(`take dma ${name} out of dma.conf by the line that docs/systemd.md names`, function () {
      const [, from, to] = /sed -i 's\/(.*?)\/(.*?)\/' \/etc\/collectd/.exec(read('docs/systemd.md'))!;
      const conf = read('conf/collectd.conf.d/dma.conf');
      const line = `  Exec "collectd-dma" "dma" "${name}"`;
      assert.ok(conf.split('\n').includes(line));
      const without = conf.replaceAll(new RegExp(from!, 'gm'), (found) => to!.replace('&', found));
      assert.ok(!without.split('\n').includes(line) && without.includes(`# ${line}`));
      assert.ok(without.split('\n').includes('  NotificationExec "collectd-dma" "dma-enqueue"'));
    });
  }

  it('predict for one Redis of a fleet by the same service, under a name and a configuration of its own', function () {
    const [own, usual] = ['conf/fleet/dma-predict-redis@.service', 'conf/systemd/dma-predict.service'].map(
      lines,
    );
    const changed = own!.filter((line) => !usual!.includes(line)).map((line) => line.split('=')[0]);
    assert.deepEqual(changed, ['Description', 'Environment', 'ExecStart']);
    const left = usual!.filter((line) => !own!.includes(line)).map((line) => line.split('=')[0]);
    assert.deepEqual(left, ['Description', 'EnvironmentFile', 'ExecStart']);
  });

  it('predict for one shard by the same service', () => {
    const [own, usual] = ['conf/systemd/dma-predict@.service', 'conf/systemd/dma-predict.service'].map(lines);
    assert.deepEqual(
      own!.filter((line) => !usual!.includes(line)),
      [
        'Description=collectd-dma: predicts what runs out, shard %i',
        'ExecStart=dma predict --shard %i/${DMA_SHARDS} --unixsock /var/run/collectd-unixsock',
      ],
    );
    assert.equal(own!.length, usual!.length);
    assert.match(read('docs/fleet.md'), /echo DMA_SHARDS=8 .*\n.* enable --now dma-predict@\{0\.\.7\}/);
  });
});
