import assert from 'node:assert/strict';
import { parseCgroup } from '../../../../plugins/alert-context/culprits-cgroup.ts';

describe('the control group of a process', () => {
  const container = 'docker-5b1b6a1a5d7d4b7e8f0c9d3a2e1f6b8c7d9e0f1a2b3c4d5e6f7a8b9c0d1e2f3a.scope';
  const groups: readonly (readonly [string, string | undefined])[] = [
    ['0::/system.slice/nginx.service\n', 'nginx.service'],
    ['0::/system.slice/nginx.service/workers\n', 'nginx.service'],
    ['0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-x.scope\n', 'app-x.scope'],
    [`0::/system.slice/${container}\n`, container],
    ['0::/lxc/web\n', 'web'],
    ['0::/../../other.service\n', 'other.service'],
    ['12:cpu:/x\n5:memory:/docker/0123abcd\n1:name=systemd:/init.scope\n0::/\n', '0123abcd'],
    ['5:cpu,memory:/both\n0::/\n', 'both'],
    ['5:memory:/\n1:name=systemd:/system.slice/a.service\n', 'a.service'],
    ['0::/\n', undefined],
    ['', undefined],
    ['nonsense', undefined],
    [`0::/${'x'.repeat(200)}\n`, 'x'.repeat(80)],
  ];
  for (const [text, name] of groups) {
    it(`is ${name?.slice(0, 30) ?? 'not known'} in ${JSON.stringify(text.slice(0, 60))}`, () => {
      assert.equal(parseCgroup(text), name);
    });
  }
});
