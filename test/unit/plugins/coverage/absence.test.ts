import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import type { TargetConfig } from '../../../../plugins/config/target-config.ts';
import { AbsenceFinder, type Absence } from '../../../../plugins/coverage/absence.ts';

function targetOf(
  series: string,
  options = series.includes('percent') ? 'limit: 90' : 'limit: 9GiB',
): TargetConfig {
  return parseConfig(`targets: {t: {series: ${JSON.stringify(series)}, ${options}}}`, 'test').targets['t']!;
}

const memory = targetOf('*/memory/memory-used');
const disk = targetOf('*/df-*/df_complex-used');

/** Why the host `h` has no series of a target. */
function absence(
  config: TargetConfig,
  names: readonly string[],
  others: readonly TargetConfig[] = [],
): Absence | undefined {
  const ofHost = names.map((name) => `h/${name}`);
  return new AbsenceFinder(config, others).ofHost('h', ofHost);
}

describe('the absence of a series on a host', () => {
  it('is explained by percentages, with the option of collectd and the pattern that fits', () => {
    assert.deepEqual(absence(memory, ['memory/percent-free', 'memory/percent-used']), {
      host: 'h',
      witness: 'h/memory/percent-used',
      isWeak: false,
      reason: {
        kind: 'only-percentages',
        cause: 'there is memory/percent-used',
        cure: 'set ValuesAbsolute true in <Plugin memory>, or take series: "*/memory/percent-used", capacity: 100',
      },
    });
    const ofDisk = absence(disk, ['df-root/percent_inodes-used', 'df-root/percent_bytes-used']);
    assert.equal(ofDisk?.witness, 'h/df-root/percent_bytes-used');
    assert.match(ofDisk.reason.cure, /<Plugin df>, or take series: "\*\/df-\*\/percent_bytes-used"/);
  });

  it('is not explained by percentages of inodes, which are no percentages of space', () => {
    assert.equal(absence(disk, ['df-root/percent_inodes-used'])?.reason.kind, 'other-names');
  });

  it('is explained by percentages of a plugin whose option is not known, by the pattern alone', () => {
    const pool = targetOf('*/zpool-*/bytes-used');
    assert.equal(
      absence(pool, ['zpool-a/percent-used'])?.reason.cure,
      'take series: "*/zpool-*/percent-used", capacity: 100',
    );
  });

  it('is explained by values where the target wants percentages', () => {
    const share = targetOf('*/df-*/percent_bytes-used');
    assert.deepEqual(absence(share, ['df-root/df_complex-used'])?.reason, {
      kind: 'only-values',
      cause: 'there is df-root/df_complex-used, and no percentage',
      cure: 'set ValuesPercentage true in <Plugin df>',
    });
  });

  it('is explained by a plugin instance that the pattern does not have', () => {
    assert.deepEqual(absence(memory, ['memory-basic/memory-free', 'memory-basic/memory-used'])?.reason, {
      kind: 'other-instance',
      cause: 'there is memory-basic/memory-used',
      cure: 'take series: "*/memory-*/memory-used", and the like as capacity',
    });
  });

  it('is explained by the names of another system, and those of BSD with the sum that fits', () => {
    const other = absence(memory, ['memory/memory-free', 'memory/memory-kernel']);
    assert.deepEqual([other?.reason.kind, other?.isWeak], ['other-names', false]);
    assert.match(other!.reason.cause, /of that plugin there is memory\/memory-free/);
    const bsd = absence(memory, ['memory/memory-active', 'memory/memory-wired', 'memory/memory-free']);
    assert.match(bsd!.reason.cure, /series: \["\*\/memory\/memory-active", "\*\/memory\/memory-wired"\]/);
  });

  it('is none where another target predicts that plugin of the host', () => {
    const bsd = targetOf('*/memory/memory-active');
    assert.equal(absence(memory, ['memory/memory-active', 'memory/memory-wired'], [bsd]), undefined);
    const share = targetOf('*/memory/percent-used');
    assert.equal(absence(memory, ['memory/percent-used'], [disk, share]), undefined);
  });

  it('is weak where hosts differ: a queue, a process, a named disk, a host that the pattern leaves out', () => {
    for (const [series, name] of [
      ['*/statsd/gauge-jobs', 'statsd/gauge-users'],
      ['*/df-data/df_complex-used', 'df-root/df_complex-used'],
      ['*/df-data/df_complex-used', 'df-root/percent_bytes-used'],
      ['web*/memory/memory-used', 'memory/memory-used'],
      ['web*/memory/memory-used', 'memory/percent-used'],
    ] as const)
      assert.equal(absence(targetOf(series), [name])?.isWeak, true, series);
  });

  it('names the host that the pattern leaves out, and the pattern that takes it', () => {
    assert.deepEqual(absence(targetOf('localhost/memory/memory-used'), ['memory/memory-used'])?.reason, {
      kind: 'other-host',
      cause: 'there is h/memory/memory-used, whose host localhost/memory/memory-used leaves out',
      cure: 'take series: "*/memory/memory-used"',
    });
  });

  it('is told of a machine whose collectd does not load what every machine has', () => {
    const found = absence(memory, ['df-root/df_complex-used']);
    assert.deepEqual([found?.witness, found?.isWeak], ['h/df-root/df_complex-used', false]);
    assert.deepEqual(found?.reason, {
      kind: 'no-plugin',
      cause: 'there is df-root/df_complex-used, and no series of the memory plugin',
      cure: 'let collectd load the memory plugin there',
    });
  });

  it('is none on a host that need not have the plugin, and on one that is no machine', () => {
    assert.equal(absence(memory, ['snmp/if_octets-eth0', 'cpufreq/cpufreq']), undefined);
    assert.equal(absence(targetOf('*/swap/swap-used'), ['cpu-0/cpu-idle']), undefined);
    assert.equal(absence(targetOf('*/statsd/gauge-jobs'), ['cpu-0/cpu-idle']), undefined);
    assert.equal(absence(targetOf('web*/memory/memory-used'), ['cpu-0/cpu-idle']), undefined);
    assert.equal(absence(targetOf('*/m*/memory-used'), ['memory/percent-used']), undefined);
  });

  it('changes with the names of the host', () => {
    const finder = new AbsenceFinder(memory, []);
    const names = ['h/memory/percent-used'];
    assert.equal(finder.ofHost('h', names)?.reason.kind, 'only-percentages');
    names.push('h/memory/memory-kernel');
    assert.equal(finder.ofHost('h', names)?.reason.kind, 'other-names');
    assert.equal(finder.ofHost('h', ['h/cpu-0/cpu-idle'])?.reason.kind, 'no-plugin');
  });
});
