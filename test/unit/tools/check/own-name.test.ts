import assert from 'node:assert/strict';
import { checkOwnName, hostsOf, reportersOf } from '../../../../tools/check/own-name.ts';

const cached = hostsOf([
  'web1/memory/memory-used',
  'db1/memory/memory-used',
  'elsewhere/dma-self/gauge-series',
]);

describe("the check of dma predict's name for this machine", () => {
  it("is content with collectd's name, and with other machines that report for themselves", () => {
    const parts = { configured: 'web1', machine: 'web1', hosts: cached, isJustStarted: false };
    assert.equal(checkOwnName(['web1'], parts), undefined);
    assert.equal(checkOwnName(['web1', 'db1'], parts), undefined);
    assert.equal(checkOwnName([], parts), undefined);
    assert.equal(checkOwnName(['web1', 'on-purpose'], parts), undefined);
    // One for each Redis of a fleet, as conf/fleet names them.
    assert.equal(checkOwnName(['shard0', 'shard1'], parts), undefined);
    // A central collectd may read nothing itself.
    assert.equal(checkOwnName(['central'], { ...parts, configured: 'central' }), undefined);
    assert.equal(checkOwnName(['web1'], { ...parts, configured: undefined, machine: 'web1.lan' }), undefined);
  });

  it('names the variable that mends another one', () => {
    const parts = { configured: 'web1', machine: 'x', hosts: cached, isJustStarted: false };
    const { ok, text } = checkOwnName(['elsewhere'], parts)!;
    assert.equal(checkOwnName(['elsewhere'], { ...parts, isJustStarted: true }), undefined);
    assert.equal(ok, false);
    assert.match(
      text,
      /^dma predict calls this machine elsewhere, and collectd calls it web1: set COLLECTD_HOSTNAME=web1 in/,
    );
    const guessed = {
      configured: undefined,
      machine: 'web1',
      hosts: hostsOf(['web1.lan/cpu-0/percent-idle']),
      isJustStarted: false,
    };
    assert.match(checkOwnName(['web1'], guessed)!.text, /machine web1, .* COLLECTD_HOSTNAME=web1\.lan in/);
  });

  it('asks the cache of this collectd alone, because Redis has the reports of other machines', () => {
    assert.deepEqual(
      reportersOf(
        new Map([
          ['a/dma-self/gauge-series', 1],
          ['b/dma-self/gauge-stale', 1],
          ['a-shard1/dma-self/gauge-series', 1],
        ]),
      ),
      ['a'],
    );
    assert.deepEqual(reportersOf(undefined), []);
  });

  it('does not guess where nothing tells the name of this machine', () => {
    assert.equal(
      checkOwnName(['x'], { configured: undefined, machine: 'y', hosts: cached, isJustStarted: false }),
      undefined,
    );
  });
});
