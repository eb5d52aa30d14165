import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../tools/check/finding.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

/** `dma check` with several real Redis for the dashboard. */
describe('dma check of the Redis that the dashboard reads', function () {
  const folder = scratchFolder();
  const targets = { load: { series: '*/load/load', limit: 10, output: 'dma/load' } };
  let eu: OwnRedis;
  let us: PrivateRedis;

  beforeEach(async function () {
    mkdirSync(join(folder(), 'eu'));
    eu = await OwnRedis.start(join(folder(), 'eu'));
    us = await PrivateRedis.start();
    await us.command('CONFIG', 'SET', 'requirepass', 'secret');
  });

  afterEach(async function () {
    await eu?.stop();
    await us?.dispose();
  });

  /** By the name of the Redis. */
  async function findings(stores: object): Promise<ReadonlyMap<string, Finding>> {
    const file = join(folder(), 'dma.yaml');
    const dashboard = { redis: stores };
    writeFileSync(
      file,
      JSON.stringify({ redis: { url: eu.url }, spool: join(folder(), 'spool'), targets, dashboard }),
    );
    const { stdout, stderr } = await runDma(['check', '--config', file, '--json']);
    assert.equal(stderr, '');
    const all = JSON.parse(stdout) as Finding[];
    const ofDashboard = all.filter(({ subject }) => subject.startsWith('dashboard.redis.'));
    return new Map(ofDashboard.map((one) => [one.subject.slice('dashboard.redis.'.length), one]));
  }

  it('finds what is there, and what cannot be reached, with its address and cure', async function () {
    await eu.put('web1/load/load', [{ time: Date.now() / 1000, value: 1 }]);
    const port = await freePort();
    const found = await findings({
      eu: { url: eu.url },
      away: { url: `redis://127.0.0.1:${port}` },
      locked: { url: us.url },
      renamed: { url: eu.url, prefix: 'other/' },
      'far-1': { url: 'redis://redis.url.invalid' },
    });
    assert.equal(found.size, 5);
    const subject = 'dashboard.redis.eu';
    assert.deepEqual(found.get('eu'), { subject, ok: true, text: `Redis at ${eu.url} holds 1 series` });
    for (const [name, text] of [
      [
        'away',
        `Redis at redis://127.0.0.1:${port} cannot be used: connect ECONNREFUSED 127.0.0.1:${port}; nothing listens there: start Redis, or correct dashboard.redis.away.url`,
      ],
      ['locked', /^Redis at redis:\/\/127\.0\.0\.1:\d+ .*dashboard\.redis\.locked\.passwordFile/],
      [
        'renamed',
        /holds no series whose keys begin with other\/, but collectd\/values: set dashboard\.redis\.renamed\.prefix to "collectd\/"$/,
      ],
      [
        'far-1',
        /redis:\/\/redis\.url\.invalid .*correct the name in dashboard\.redis\.far-1\.url, or in DNS|name server/,
      ],
    ] as const) {
      const finding = found.get(name)!;
      assert.equal(finding.ok, false, name);
      if (typeof text === 'string') assert.equal(finding.text, text);
      else assert.match(finding.text, text);
    }
  });

  it('notes one without any series, and says nothing where the dashboard reads no others', async function () {
    await eu.client.flushAll();
    const { ok, kind, text } = (await findings({ eu: { url: eu.url } })).get('eu')!;
    assert.deepEqual([ok, kind], [true, 'note']);
    assert.match(
      text,
      /holds no series whose keys begin with collectd\/, so the dashboard shows nothing of it$/,
    );
    const file = join(folder(), 'plain.yaml');
    writeFileSync(file, JSON.stringify({ redis: { url: eu.url }, spool: join(folder(), 'spool'), targets }));
    const { stdout } = await runDma(['check', '--config', file, '--json']);
    assert.doesNotMatch(stdout, /dashboard\.redis/);
  });
});
