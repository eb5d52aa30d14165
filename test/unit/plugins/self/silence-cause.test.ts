import assert from 'node:assert/strict';
import { silenceCause, type SilenceEvidence } from '../../../../plugins/self/silence-cause.ts';
import { selfMessage } from '../../../../plugins/self/self-notification.ts';

/** 08:00:00Z; a minute of silence after an hour. */
const usual: SilenceEvidence = {
  redis: { isOpen: true, uptimeSeconds: 100_000 },
  cache: 'nothing-newer',
  now: 1.8e9,
  runningSeconds: 3600,
  silentSeconds: 60,
  hasArrived: true,
  aheadSeconds: -60,
  behindSeconds: 0,
  isOwnHost: true,
};

const full = { cause: 'Redis is full', facts: 'OOM', cure: 'raise maxmemory' };

/** Evidence that differs from the usual, and the message. */
const cases: Record<string, [seen: Partial<SilenceEvidence>, message: RegExp]> = {
  'Redis cannot be reached': [{ redis: { isOpen: false } }, /^Redis cannot be reached; start it, and then/],
  'Redis answers, and cannot be used yet': [
    { redis: { isOpen: false, reason: 'it is still loading its data (LOADING)' } },
    /^Redis cannot be used: it is still loading its data \(LOADING\); correct that, or wait; `dma check`/,
  ],
  'Redis says why': [
    { redis: { isOpen: true, trouble: { ...full, isNow: true } } },
    /^Redis is full; raise maxmemory$/,
  ],
  'Redis said why at some time': [
    { redis: { isOpen: true, trouble: { ...full, isNow: false } } },
    /^The last came at 07:59:00Z/,
  ],
  'Redis said why at some time, and nothing has ever come': [
    { redis: { isOpen: true, trouble: { ...full, isNow: false } }, hasArrived: false },
    /^Redis is full/,
  ],
  'Redis was restarted when the samples stopped': [
    { redis: { isOpen: true, uptimeSeconds: 59 }, cache: 'newer' },
    /^Redis was started at 07:59:01Z, and write_redis does not reconnect; restart collectd$/,
  ],
  'Redis was restarted long before': [
    { redis: { isOpen: true, uptimeSeconds: 600 } },
    /^The last came at 07:59:00Z, and collectd has nothing newer; do its read plugins hang\?/,
  ],
  'Redis was started after the program': [
    { redis: { isOpen: true, uptimeSeconds: 3590 }, hasArrived: false, silentSeconds: 3600 },
    /^Redis was started at 07:00:10Z, after dma predict, .* restart collectd \(collectd\.service\.d\/50-dma\.conf/,
  ],
  'nothing has ever come': [
    { hasArrived: false, silentSeconds: 3600 },
    /^None since our start at 07:00:00Z; if Redis started later, restart collectd .*; do write_redis' Database and Prefix fit/,
  ],
  'nothing has ever come, and collectd does not answer': [
    { hasArrived: false, cache: 'no-answer' },
    /^None since our start at 07:00:00Z, and collectd does not answer; is it running\?$/,
  ],
  'collectd does not answer': [
    { cache: 'no-answer' },
    /^The last came at 07:59:00Z, and collectd does not answer; is it running\?$/,
  ],
  'collectd has newer samples': [
    { cache: 'newer' },
    /^The last came at 07:59:00Z, though collectd has newer ones\. write_redis does not reconnect; restart collectd; do write_redis' Database and Prefix fit/,
  ],
  'only other hosts were there': [
    { isOwnHost: false },
    /^The last came at 07:59:00Z; is collectd running on that host, and does its network plugin reach this one\?$/,
  ],
  'the newest sample is from the future': [
    { aheadSeconds: 240.5 },
    /^The newest is 241 s ahead: the clock was set back; restart collectd, which reads nothing until/,
  ],
  'the clock was set back, and nothing has come since': [
    { behindSeconds: 499.5, hasArrived: false },
    /^The newest is 500 s ahead: the clock was set back; restart collectd, which reads nothing until/,
  ],
  'collectd cannot be asked, and Redis was not restarted': [
    { cache: 'off' },
    /^The last came at 07:59:00Z, and Redis was not restarted since; is collectd running, and does it read as often/,
  ],
  'nothing can be asked': [
    { cache: 'off', redis: { isOpen: true } },
    /^The last came at 07:59:00Z.*restart collectd; do write_redis' Database and Prefix fit/,
  ],
};

describe('the cause of a silence', () => {
  for (const [what, [seen, message]] of Object.entries(cases))
    it(`is named when ${what}`, () => {
      const cause = silenceCause({ ...usual, ...seen });
      assert.match(selfMessage('nothing', [], cause).replace('nothing. ', ''), message);
      const names = Array.from({ length: 9 }, (_, i) => `web${i}/memory/memory-used`);
      const text = selfMessage('no new samples arrive, and nothing is predicted', names, cause);
      assert.ok(Buffer.byteLength(text) <= 255 && text.includes('web0/'), text);
    });
});
