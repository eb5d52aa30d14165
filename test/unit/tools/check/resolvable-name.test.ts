import assert from 'node:assert/strict';
import type { CollectdSight } from '../../../../tools/check/collectd-sight.ts';
import { checkResolvableName } from '../../../../tools/check/resolvable-name.ts';
import { confOf } from '../../../support/conf-of.ts';

const process = {} as CollectdSight['process'];

const check = (text: string, isFound = false, running?: CollectdSight['process'], unreadable?: string[]) =>
  checkResolvableName(
    { conf: confOf(text, unreadable), process: running },
    { name: 'web7', resolve: () => (isFound ? Promise.resolve() : Promise.reject(new Error('not known'))) },
  );

describe('the check that collectd can resolve the name of the machine', () => {
  it('says that collectd does not start, and what to do', async () => {
    const { subject, ok, text } = (await check('Interval 10'))!;
    assert.deepEqual([subject, ok], ['host name', false]);
    assert.equal(
      text,
      'collectd does not start: the name of this machine, web7, cannot be resolved (not known), and FQDNLookup is on; add `127.0.1.1 web7` to /etc/hosts, or set Hostname or `FQDNLookup false` in /collectd.conf',
    );
  });

  it('warns of the next start while collectd runs', async () => {
    const { ok, kind, text } = (await check('FQDNLookup true', false, process))!;
    assert.deepEqual([ok, kind], [true, 'note']);
    assert.match(text, /^collectd will not start again: /);
  });

  it('has nothing to say of a name that is found, is not needed, or cannot be judged', async () => {
    assert.equal(await check('', true), undefined);
    assert.equal(await check('Hostname "web7"'), undefined);
    assert.equal(await check('FQDNLookup false'), undefined);
    assert.equal(await check('', false, undefined, ['/etc/collectd/x.conf']), undefined);
    assert.equal(await checkResolvableName({ conf: undefined, process }), undefined);
  });
});
