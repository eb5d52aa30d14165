import assert from 'node:assert/strict';
import { join } from 'node:path';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { parseConfig } from '../../plugins/config/config.ts';
import { Outlook } from '../../tools/outlook/outlook.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { putHosts } from '../support/watched-past.ts';

describe('the outlook', function () {
  const folder = scratchFolder();

  it('forgets the details of series that nobody has looked at for a minute, and keeps the others', async function () {
    const redis = await OwnRedis.start(folder());
    const now = Date.now() / 1000;
    let monotonic = 0;
    const config = parseConfig(
      `{redis: {url: "${redis.url}"}, spool: "${join(folder(), 'spool')}", targets: {memory: {series: "*/memory/memory-used", capacity: 17179869184}}}`,
      'dma.yaml',
    );
    const outlook = new Outlook(config, {
      secrets: new KnownSecrets(),
      now: () => now,
      monotonic: () => monotonic,
    });
    try {
      await putHosts(
        redis,
        ['web1', 'web2'].map((host) => ({ host, slope: 0, riskPercent: 0 })),
        now,
      );
      const { rows, ...first } = await outlook.look();
      await outlook.withDetails({ rows, ...first }, rows);
      monotonic += 50;
      const second = await outlook.look();
      assert.ok(second.rows.every(({ isDetailed }) => isDetailed));
      await outlook.withDetails(second, second.rows.slice(0, 1));
      monotonic += 20;
      const third = await outlook.look();
      assert.deepEqual(
        third.rows.map(({ isDetailed }) => isDetailed),
        [true, false],
      );
    } finally {
      outlook.close();
      await redis.stop();
    }
  });
});
