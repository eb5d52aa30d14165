import assert from 'node:assert/strict';
import { checkGone } from '../../../../tools/check/gone.ts';
import { seenSeries, checkTime } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const targets =
  '{m: {series: "*/memory/memory-used", capacity: 1KiB}, d: {series: "*/df-*/df_complex-used", capacity: 1KiB}}';

const goneOf = async (ages: Readonly<Record<string, number>>) => {
  const redis = new FakeRedis();
  for (const [name, age] of Object.entries(ages))
    for (const more of [1, 0]) redis.write(name, checkTime - age - more, 5);
  return checkGone((await seenSeries(targets, redis)).series);
};

describe('the count of what is gone, for dma check', () => {
  it('is left out where nothing is', async () => {
    assert.equal(await goneOf({ 'web1/memory/memory-used': 1 }), undefined);
  });

  it('has the hosts, an example and the way to remove them, and is no fault', async () => {
    const found = (await goneOf({
      'a/memory/memory-used': 7200,
      'a/df-root/df_complex-used': 7200,
      'b/memory/memory-used': 9000,
      'web1/memory/memory-used': 1,
    }))!;
    assert.deepEqual([found.ok, found.kind], [true, 'note']);
    assert.match(
      found.text,
      /^2 hosts, such as a \(the last sample 2\.0 h ago\); Redis keeps their names\. .* "Hosts that are gone" in \/\S+\/docs\/troubleshoot\.md$/,
    );
  });

  it('has series of hosts that go on', async () => {
    const found = await goneOf({ 'web1/memory/memory-used': 1, 'web1/df-backup/df_complex-used': 7200 });
    assert.match(found!.text, /^1 series of other hosts, such as web1\/df-backup\/df_complex-used \(/);
  });
});
