import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningCollectd } from '../../../../tools/collectd-conf/running-collectd.ts';
import { checkConf, chooseCollectd } from '../../../../tools/check/collectd-sight.ts';
import { confOf } from '../../../support/conf-of.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const collectd = (confFile: string): RunningCollectd => ({
  confFile,
  startedSeconds: 1,
  uid: 0,
  mayChangeUser: true,
  path: undefined,
  programs: [],
});

const unreadSight = (...unreadable: readonly string[]) => ({
  conf: confOf('', unreadable),
  process: undefined,
  running: { collectds: [], services: [] },
});

/** Of a configuration with nodes of write_redis of these names. */
function checkNodes(...names: readonly string[]) {
  const blocks = names.map((name) => `<Plugin write_redis>\n<Node "${name}">\n</Node>\n</Plugin>\n`);
  return checkConf({ ...unreadSight(), conf: confOf(blocks.join('')) }, undefined, 0);
}

describe('the collectd that dma check looks at', () => {
  const scratch = scratchFolder();
  const write = (name: string, socket: string): string => {
    const path = join(scratch(), name);
    writeFileSync(path, `LoadPlugin unixsock\n<Plugin unixsock>\nSocketFile "${socket}"\n</Plugin>`);
    return path;
  };

  it('is the running one with our socket', () => {
    const [a, b] = [write('a.conf', '/a'), write('b.conf', '/b')];
    const running = { collectds: [a, b].map(collectd), services: [] };
    const { conf, process } = chooseCollectd(undefined, '/b', running);
    assert.deepEqual([conf?.path, process?.confFile], [b, b]);
    const other = chooseCollectd(undefined, '/c', running);
    assert.ok(other.conf === undefined || other.conf.path.startsWith('/etc/'));
    assert.equal(other.process, undefined);
  });

  it('is the one with the given configuration', () => {
    const [a, b] = [write('a.conf', '/a'), write('b.conf', '/b')];
    const running = { collectds: [collectd(a)], services: [] };
    assert.equal(chooseCollectd(a, '/b', running).process?.confFile, a);
    const { conf, process } = chooseCollectd(b, '/a', running);
    assert.deepEqual([conf?.path, process], [b, undefined]);
  });

  it('has two nodes of write_redis with one name, of which one gets nothing', () => {
    assert.equal(checkNodes('dma', 'own').ok, true);
    const { ok, text } = checkNodes('dma', 'own', 'dma');
    assert.equal(ok, false);
    assert.match(text, /are named "dma", at \S+:2 and \S+:10: .*give yours another name/);
  });

  it('is told by its files, and by what of them cannot be read', () => {
    assert.deepEqual(checkConf(unreadSight(), undefined, 0), {
      subject: "collectd's configuration",
      ok: true,
      text: '/collectd.conf can be read',
    });
    const hidden = checkConf(unreadSight('/a', '/b'), undefined, 0);
    assert.deepEqual([hidden.ok, hidden.kind], [true, 'note']);
    assert.match(hidden.text, /^\/a cannot be read \(EACCES\), and 1 more; what stands there is not judged/);
    const unknown = { ...unreadSight(), conf: undefined };
    assert.deepEqual([checkConf(unknown, undefined, 0).ok, checkConf(unknown, '/x', 0).ok], [true, false]);
    assert.match(checkConf(unknown, '/x', 0).text, /^\/x cannot be read; correct --collectd-conf/);
  });

  it('does not know a file yet that is newer than its start', () => {
    const path = write('a.conf', '/a');
    const sight = chooseCollectd(path, undefined, { collectds: [collectd(path)], services: [] });
    const now = Date.now() / 1000;
    assert.equal(checkConf(sight, path, now + 100).kind, undefined);
    const { ok, kind, text } = checkConf(sight, path, now - 100);
    assert.deepEqual([ok, kind], [true, 'note']);
    assert.equal(
      text,
      `${path} is newer than the running collectd, which does not know it yet: restart collectd`,
    );
  });
});
