import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { packageRoot } from '../../../../tools/package-root.ts';
import type { Finding } from '../../../../tools/check/finding.ts';
import { checkThresholds, type ThresholdParts } from '../../../../tools/check/thresholds.ts';
import { seenSeries, checkTime } from '../../../support/checked-targets.ts';
import { confOf } from '../../../support/conf-of.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const targets = '{m: {series: "*/memory/memory-used", capacity: 1GiB, output: dma/memory}}';
const shipped = readFileSync(join(packageRoot, 'conf/collectd.conf.d/dma.conf'), 'utf8');

async function check(more: Partial<ThresholdParts> = {}, config = targets): Promise<readonly Finding[]> {
  const redis = new FakeRedis();
  for (const host of ['web1', 'web2'])
    for (const age of [2, 1]) redis.write(`${host}/memory/memory-used`, checkTime - age, 5);
  const { series } = await seenSeries(config, redis);
  const parts = { conf: undefined, series, host: 'here', ...more };
  return checkThresholds(parseConfig(`targets: ${config}`, 'f'), parts);
}

/** A configuration of these blocks for the threshold plugin. */
const withBlocks = (...blocks: readonly string[]) =>
  confOf(`LoadPlugin threshold\n<Plugin threshold>\n${blocks.join('\n')}\n</Plugin>`);
const typeBlock = (type: string, bound: string): string => `<Type "${type}">\n${bound}\n</Type>`;

describe('the check of thresholds', () => {
  it('is content with the shipped ones', async () => {
    assert.deepEqual(await check({ conf: confOf(shipped) }), [
      { subject: 'thresholds', ok: true, text: 'are on percent-risk above 49.5 and 99.5 of m' },
    ]);
  });

  it('looks at the anomaly of a target without a limit', async () => {
    const odd = '{m: {series: "*/memory/memory-used", detector: {ensemble: {}}}}';
    const [fine] = await check({ conf: confOf(shipped) }, odd);
    assert.equal(fine!.text, 'are on gauge-anomaly above 49.5 of m');
    const [bare] = await check({ conf: withBlocks(typeBlock('percent', 'WarningMax 50')) }, odd);
    assert.match(bare!.text, /there is none for web1\/dma-m\/gauge-anomaly, /);
    const [never] = await check({ conf: withBlocks(typeBlock('gauge', 'WarningMax 100')) }, odd);
    assert.match(never!.text, /is never crossed: gauge-anomaly is 100 at most/);
  });

  it('is content with one on the output, and names a place for targets without series', async () => {
    const [finding] = await check({ conf: withBlocks(typeBlock('memory', 'FailureMax 8000000000')) });
    assert.equal(finding!.text, 'are on memory above 8000000000 of m');
    const [without] = await check({ conf: withBlocks(), series: [] });
    assert.match(without!.text, /there is none for here\/dma-m\/percent-risk; copy/);
  });

  it('misses one on a single host', async () => {
    const conf = withBlocks('<Host "web1">', typeBlock('percent', 'WarningMax 50'), '</Host>');
    const [{ ok, text }] = (await check({ conf })) as [Finding];
    assert.equal(ok, false);
    assert.match(
      text,
      /^no alert can come: of target m, there is none for web2\/dma-m\/percent-risk; copy what/,
    );
  });

  it('does not judge what may stand where it cannot be read', async () => {
    const [{ ok, kind }] = (await check({ conf: confOf('', ['/secret.conf']) })) as [Finding];
    assert.deepEqual([ok, kind], [true, 'note']);
  });

  it('says that the plugin is not loaded', async () => {
    const [{ ok, text }] = (await check({ conf: confOf(shipped.replace('LoadPlugin threshold', '')) })) as [
      Finding,
    ];
    assert.equal(ok, false);
    assert.match(
      text,
      /^no alert can come: \/collectd\.conf does not load the threshold plugin; of target m/,
    );
  });

  it('says that a bound is never crossed', async () => {
    const [{ ok, text }] = (await check({ conf: withBlocks(typeBlock('percent', 'WarningMax 150')) })) as [
      Finding,
    ];
    assert.equal(ok, false);
    assert.match(text, /of target m, percent-risk above 150 is never crossed: percent-risk is 100 at most/);
  });

  it('says which line of a filter chain starves the plugin', async () => {
    const write = '<Chain "PostCache">\n<Target "write">\nPlugin "write_redis/dma"\n</Target>\n</Chain>\n';
    const found = await check({ conf: confOf(write + shipped) });
    assert.deepEqual(
      found.map(({ subject, ok }) => [subject, ok]),
      [
        ['thresholds', true],
        ['filter chain', false],
      ],
    );
    assert.match(
      found[1]!.text,
      /the write target of \/collectd\.conf:2 names its plugins, .*add `Plugin "threshold"`/,
    );
    const stop = '<Chain "PostCache">\n<Target "stop">\n</Target>\n</Chain>\n';
    assert.match(
      (await check({ conf: confOf(stop + shipped) }))[1]!.text,
      /\/collectd\.conf:2 keeps web1\/dma-m\/percent-risk from the threshold plugin/,
    );
  });

  it('says that nothing can be judged', async () => {
    const [{ ok, kind, text }] = (await check()) as [Finding];
    assert.deepEqual([ok, kind], [true, 'note']);
    assert.match(text, /^cannot be judged/);
  });
});
