import assert from 'node:assert/strict';
import type { RedisState } from '../../../../plugins/redis/trouble.ts';
import { SilenceWitness, type SilenceWitnessParts } from '../../../../plugins/self/silence-witness.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { seriesWith } from '../../../support/memory-series.ts';

/** 08:00:00Z */
const now = 1.8e9;

interface Shown {
  readonly silent?: number;
  readonly isHeard?: boolean;
  /** Epoch seconds of the newest sample. */
  readonly newest?: number;
  /** Seconds by which its clock is ahead. */
  readonly offset?: number;
}

/** A series that has been silent for a minute, if nothing else is said. */
function seriesOf(
  host: string,
  { silent = 60, isHeard = true, newest = now - silent, offset = 0 }: Shown = {},
): TargetSeries {
  const series = seriesWith(`${host}/memory/memory-used`, {
    isHeard,
    newestTime: newest,
    silentSeconds: () => silent,
  });
  Object.defineProperty(series.clock, 'offsetSeconds', { value: offset });
  return series;
}

/** Redis was started ten seconds after the program. */
async function restarted(): Promise<RedisState> {
  return { isOpen: true, uptimeSeconds: 3590 };
}

async function away(): Promise<RedisState> {
  return { isOpen: false };
}

/** The cause and cure, as seen an hour after the start. */
async function causeOf(
  silent: readonly TargetSeries[],
  going: readonly TargetSeries[],
  parts: Partial<SilenceWitnessParts> = {},
): Promise<string> {
  let monotonic = 500;
  const witness = new SilenceWitness({ host: 'self1', now: () => now, monotonic: () => monotonic, ...parts });
  monotonic += 3600;
  const { cause, cure } = await witness.causeOf(silent, going);
  return `${cause}; ${cure}`;
}

describe('the witness of a silence', () => {
  const going = seriesOf('b', { silent: 1 });

  it('finds the cause where a quarter of a million series fall silent', async () => {
    const silent = Array.from<TargetSeries>({ length: 250_000 }).fill(seriesOf('a'));
    assert.match(await causeOf(silent, [going]), /^nothing comes from a; /);
  });

  it('blames the hosts of which nothing comes, where others go on', async () => {
    const cure =
      'is collectd running there, is its clock right, and does its network plugin reach this host? It is forgotten after an hour';
    assert.equal(await causeOf([seriesOf('a'), seriesOf('a')], [going]), `nothing comes from a; ${cure}`);
    const three = ['a', 'b', 'c'].map((host) => seriesOf(host));
    assert.equal(await causeOf(three, [going]), `nothing comes from a and 1 more host; ${cure}`);
    const four = [...three, seriesOf('d')];
    assert.equal(await causeOf(four, [going]), `nothing comes from a and 2 more hosts; ${cure}`);
  });

  it('blames the series where others of their hosts go on', async () => {
    assert.equal(
      await causeOf([seriesOf('b')], [going]),
      'other series go on; does collectd still read these, or are they gone for good? They are forgotten after an hour',
    );
  });

  it('looks further where the series that go on are slow ones, of which nothing has come since', async () => {
    const slow = seriesOf('b', { silent: 60 });
    assert.match(await causeOf([seriesOf('self1')], [slow]), /^the last came at 07:59:00Z/);
    assert.match(
      await causeOf([seriesOf('self1'), seriesOf('a', { silent: 90 })], [slow]),
      /^the last came at 07:59:00Z/,
    );
    assert.match(await causeOf([seriesOf('self1')], [slow, going]), /^nothing comes from self1/);
  });

  it('says when the last sample came of the series that went on for longest', async () => {
    assert.match(
      await causeOf([seriesOf('self1', { silent: 90 }), seriesOf('a', { silent: 30 })], []),
      /at 07:59:30Z/,
    );
  });

  it('asks Redis and the cache of collectd', async () => {
    const one = [seriesOf('self1')];
    assert.match(await causeOf(one, [], { redisState: away }), /^Redis cannot be reached/);
    assert.match(
      await causeOf(one, [], { cacheState: () => 'no-answer' }),
      /and collectd does not answer; is it running/,
    );
    // Series with a longer interval are not known to be silent yet.
    const slower = seriesOf('b', { silent: 10 });
    assert.match(await causeOf(one, [slower], { redisState: away }), /^Redis cannot be reached/);
    assert.match(
      await causeOf(one, [slower], { redisState: away, cacheState: () => 'newer' }),
      /^nothing comes from self1/,
    );
    assert.match(await causeOf(one, []), /^the last came at 07:59:00Z\. write_redis does not reconnect/);
  });

  it('takes the start of the program for the time since which nothing has come', async () => {
    assert.match(await causeOf([], []), /^none since our start at 07:00:00Z/);
    assert.match(await causeOf([seriesOf('self1', { isHeard: false })], []), /^none since our start/);
    assert.match(await causeOf([seriesOf('self1', { isHeard: false }), seriesOf('a')], []), /^the last came/);
    assert.match(
      await causeOf([], [], { redisState: restarted }),
      /^Redis was started at 07:00:10Z, after dma predict/,
    );
  });

  it('sees a clock that was set back, by the newest of all samples and its host’s clock', async () => {
    const ahead = seriesOf('self1', { newest: now + 40 });
    assert.match(
      await causeOf([ahead, seriesOf('a')], []),
      /^the newest is 40 s ahead: the clock was set back/,
    );
    assert.match(
      await causeOf([seriesOf('self1', { newest: now + 40, offset: 30 })], []),
      /^the newest is 10 s ahead/,
    );
    assert.match(await causeOf([seriesOf('self1', { newest: now + 40, offset: 40 })], []), /^the last came/);
    assert.match(await causeOf([seriesOf('self1', { newest: now - 5, offset: -30 })], []), /^the last came/);
    assert.match(
      await causeOf([seriesOf('self1')], [], { secondsBehind: () => 70 }),
      /^the newest is 70 s ahead/,
    );
  });

  it('looks for the cause on another host where none of ours is silent', async () => {
    assert.match(
      await causeOf([seriesOf('a')], []),
      /; is collectd running on that host, and does its network plugin/,
    );
    assert.match(await causeOf([seriesOf('a'), seriesOf('self1')], []), /write_redis does not reconnect/);
  });
});
