import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContainerLabels } from '../../../../plugins/cgroup/container-labels.ts';
import { distinctName, groupName } from '../../../../plugins/cgroup/group-name.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const id = '0123456789abcdef'.repeat(4);
const other = 'f'.repeat(64);
const unknown = (): undefined => undefined;
const label = (): string => 'web';

describe('the name of a control group', () => {
  for (const [path, name] of [
    ['', 'root'],
    ['system.slice/nginx.service', 'nginx.service'],
    ['system.slice', 'system.slice'],
    ['user.slice/user-1000.slice/user@1000.service/app.slice/a.service', 'user@1000.service:a.service'],
    [`system.slice/docker-${id}.scope`, 'docker-0123456789ab'],
    [`docker/${id}`, '0123456789ab'],
    [`system.slice/docker-${id}.scope/system.slice/worker.service`, 'docker-0123456789ab:worker.service'],
    ['machine.slice/machine-web\\x2d1.scope', 'machine-web\\x2d1.scope'],
    ['lxc.payload.web', 'lxc.payload.web'],
  ] as const)
    it(`of ${path === '' ? 'the root' : path.replaceAll(id, '<id>')} is ${name}`, () => {
      assert.equal(groupName(path.split('/').filter(Boolean), unknown), name);
    });

  for (const [path, name] of [
    [`kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`, 'web'],
    [`docker/${id}/system.slice/worker.service`, 'web:worker.service'],
    [`machine.slice/libpod-conmon-${id}.scope`, 'web:conmon'],
    [`machine.slice/libpod-${id}.scope/container`, 'web:container'],
  ] as const)
    it(`of ${path.replaceAll(id, '<id>')} is ${name} where the container is known as web`, () => {
      assert.equal(groupName(path.split('/'), label), name);
    });

  it('is short enough for collectd, and still tells groups apart', () => {
    const long = 'x'.repeat(300);
    assert.equal(Buffer.byteLength(groupName([`${long}1`], unknown)), 127);
    assert.notEqual(groupName([`${long}1`], unknown), groupName([`${long}2`], unknown));
    const cut = groupName([long], unknown);
    assert.ok(Buffer.byteLength(distinctName(cut, ['a'])) <= 127);
    assert.notEqual(distinctName(cut, ['a']), distinctName(cut, ['b']));
  });
});

describe('the names of containers', () => {
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch(), name);
  const labels = (more: { namesFile?: string } = {}): ContainerLabels =>
    new ContainerLabels({
      docker: at('docker'),
      podman: at('containers.json'),
      kubernetes: at('logs'),
      ...more,
    });

  it("come from Docker's own files, Podman's list, and the kubelet's links", () => {
    mkdirSync(at(`docker/${id}`), { recursive: true });
    writeFileSync(at(`docker/${id}/config.v2.json`), JSON.stringify({ Name: '/web' }));
    writeFileSync(at('containers.json'), JSON.stringify([{ id: other, names: ['db'] }, null, { id: 1 }]));
    mkdirSync(at('logs'));
    const third = 'e'.repeat(64);
    symlinkSync('/nowhere', at(`logs/api-7d9_prod_main-${third}.log`));
    const found = labels();
    assert.deepEqual(
      [id, other, third, 'd'.repeat(64)].map((one) => found.labelOf(one)),
      ['web', 'db', 'api-7d9_prod_main', undefined],
    );
  });

  it('are not known where the files hold something else', () => {
    mkdirSync(at(`docker/${id}`), { recursive: true });
    for (const text of ['', 'null', '[]', '{"Name":7}', '{"Name":"/"}', '{']) {
      writeFileSync(at(`docker/${id}/config.v2.json`), text);
      writeFileSync(at('containers.json'), text);
      assert.equal(labels().labelOf(id), undefined, text);
    }
  });

  it('come from the given file first, by the whole id or its first twelve digits', () => {
    writeFileSync(at('names'), `${id.slice(0, 12)} web\n# comment\n\n${other}\tdb extra\n`);
    const found = labels({ namesFile: at('names') });
    assert.deepEqual([found.labelOf(id), found.labelOf(other)], ['web', 'db']);
  });

  it('are forgotten with their containers', () => {
    writeFileSync(at('names'), `${id} web\n`);
    const found = labels({ namesFile: at('names') });
    assert.equal(found.labelOf(id), 'web');
    writeFileSync(at('names'), `${id} other\n`);
    found.begin();
    assert.equal(found.labelOf(id), 'web');
    found.forget(new Set([other]));
    found.begin();
    assert.equal(found.labelOf(id), 'other');
  });
});
