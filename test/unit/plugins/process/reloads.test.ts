import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { changedOptions, Reloads } from '../../../../plugins/process/reloads.ts';

describe('the reloads of a configuration', () => {
  let logged: string[];
  let load: () => number;
  let reloads: Reloads<number>;
  beforeEach(() => {
    logged = [];
    load = () => 1;
    reloads = new Reloads(
      () => load(),
      createLogger('test', (line) => logged.push(line), new KnownSecrets()),
    );
  });

  it('are taken once, the newest, and rouse who waits', () => {
    assert.equal(reloads.take(), undefined);
    const { signal } = reloads;
    assert.equal(signal.aborted, false);
    reloads.request();
    load = () => 2;
    reloads.request();
    assert.equal(signal.aborted, true);
    assert.equal(reloads.signal.aborted, true, 'also who asks later');
    assert.equal(reloads.take(), 2);
    assert.equal(reloads.take(), undefined);
    assert.equal(reloads.signal.aborted, false);
  });

  it('are refused in one line when the configuration is invalid, and wake nobody', () => {
    load = () => {
      throw new ConfigError(['dma.yaml:1: a: bad', 'dma.yaml:2: b: worse']);
    };
    const { signal } = reloads;
    reloads.request();
    assert.deepEqual(logged, [
      'test: warning: the configuration is not read anew, and the one before stays: dma.yaml:1: a: bad; dma.yaml:2: b: worse\n',
    ]);
    assert.equal(signal.aborted, false);
    assert.equal(reloads.take(), undefined);
  });

  it('do not hide a bug', () => {
    load = () => {
      throw new TypeError('a bug');
    };
    assert.throws(() => reloads.request(), TypeError);
  });

  it('name the options that wait for a restart', () => {
    const before = { spool: '/a', writer: undefined, redis: { port: 1 }, other: 1 };
    assert.deepEqual(
      changedOptions(before, { ...before, spool: '/b', redis: { port: 2 }, other: 2 }, ['spool', 'redis']),
      ['spool', 'redis'],
    );
    assert.deepEqual(changedOptions(before, structuredClone(before), ['spool', 'redis']), []);
  });
});
