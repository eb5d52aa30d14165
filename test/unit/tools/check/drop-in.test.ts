import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readName } from '../../../../plugins/samples/series-names.ts';
import { missingSeriesCure } from '../../../../tools/check/drop-in.ts';

const cureOf = (pattern: string, ...names: readonly string[]): string =>
  missingSeriesCure(pattern, names.map(readName));

describe('the cure for a target without series, for dma check', () => {
  for (const [plugin, pattern] of [
    ['memory', '*/memory/memory-used'],
    ['df', '*/df-*/df_complex-used'],
  ] as const)
    it(`is a shipped file to copy, where nothing of ${plugin} is in Redis`, () => {
      const cure = cureOf(pattern, 'web1/load/load', 'web1/disk-sda/disk_octets');
      const [, file] = new RegExp(`does not load the ${plugin} plugin, copy (\\S+) to`).exec(cure)!;
      assert.ok(existsSync(file!), cure);
    });

  it('is ValuesAbsolute, where there are only percentages', () => {
    assert.equal(
      cureOf('*/memory/memory-used', 'web1/memory/percent-used'),
      'there is web1/memory/percent-used, and dma predicts bytes; set ValuesAbsolute true in `<Plugin memory>`',
    );
    assert.match(
      cureOf('*/df-*/df_complex-used', 'web1/df-root/percent_bytes-used'),
      /^there is web1\/df-root\/percent_bytes-used.* in `<Plugin df>`$/,
    );
  });

  it('is a selection to widen, where there are other series of the plugin', () => {
    for (const [pattern, name] of [
      ['*/df-var/df_complex-used', 'web1/df-root/df_complex-used'],
      ['*/df-var/percent_bytes-used', 'web1/df-root/percent_bytes-used'],
    ] as const)
      assert.equal(cureOf(pattern, name), `of that plugin there is ${name}; does a selection leave it out?`);
  });

  it('names the plugin alone, where no file is shipped for it, and nothing where the glob does not say it', () => {
    assert.equal(cureOf('*/swap/swap-used'), 'does collectd load the swap plugin and write_redis?');
    for (const pattern of ['*/mem*/memory-used', '*/*/memory-used', '*/{df,zfs}-*/df_complex-used'])
      assert.equal(cureOf(pattern), 'does collectd load that plugin and write_redis?');
  });
});
