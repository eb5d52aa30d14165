import assert from 'node:assert/strict';
import { CulpritWatch, type WatchedSeries } from '../../../../plugins/alert-context/culprits-watch.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { readName } from '../../../../plugins/samples/series-names.ts';

const mebibyte = 2 ** 20;

describe('the watch over processes', () => {
  let now = 0;
  let reads = 0;
  let problem: Error | undefined;
  let unit: string | undefined;
  const { log, said } = recordedLog(() => now);
  const memory: WatchedSeries = {
    target: 'memory',
    identifier: readName('web1/memory/memory-used'),
    horizonSeconds: 60,
  };
  let watch: CulpritWatch;

  beforeEach(() => {
    [now, reads, problem, unit] = [1000, 0, undefined, 'unit1.service'];
    watch = new CulpritWatch({
      host: 'web1',
      read: () => {
        reads++;
        return problem
          ? Promise.reject(problem)
          : Promise.resolve([{ pid: 1, name: 'p1', startTicks: 1, residentBytes: 10 * reads * mebibyte }]);
      },
      cgroupOf: (pid) => (pid === 1 ? unit : undefined),
      log,
      now: () => now,
    });
    said();
  });

  it('looks once a second at most, also for several series at once', async () => {
    const swap = { ...memory, identifier: readName('web1/swap/swap-used') };
    await Promise.all([watch.look(memory, 0), watch.look(swap, 0)]);
    now += 0.5;
    await watch.look(memory, 0);
    assert.equal(reads, 1);
    now += 0.5;
    await watch.look(memory, 0);
    await watch.look(swap, 0);
    assert.equal(reads, 2);
    for (const series of [memory, swap]) {
      assert.deepEqual(
        watch.culprits(series).map(({ name, grownBytes, cgroup }) => [name, grownBytes, cgroup]),
        [['p1', 10 * mebibyte, 'unit1.service']],
      );
    }
  });

  it('measures the growth of each series for itself, and names no control group that is not known', async () => {
    const swap = { ...memory, identifier: readName('web1/swap/swap-used') };
    unit = undefined;
    for (const series of [memory, swap]) await watch.look(series, 0);
    now += 10;
    await watch.look(memory, 1e12);
    await watch.look(swap, 0);
    assert.deepEqual(watch.culprits(memory), [], 'too little beside what the memory has grown');
    assert.deepEqual(watch.culprits(swap), [
      { pid: 1, name: 'p1', residentBytes: 20 * mebibyte, grownBytes: 10 * mebibyte, overSeconds: 10 },
    ]);
  });

  it('looks again when the clock was set back, and measures growth from then on', async () => {
    await watch.look(memory, 0);
    now -= 3600;
    await watch.look(memory, 0);
    assert.equal(reads, 2);
    now += 10;
    await watch.look(memory, 0);
    assert.deepEqual(
      watch.culprits(memory).map(({ grownBytes, overSeconds }) => [grownBytes, overSeconds]),
      [[10 * mebibyte, 10]],
    );
  });

  it('does not look for the sake of other hosts or other resources', async () => {
    for (const name of ['web2/memory/memory-used', 'web1/df-root/df_complex-used', 'web1/memoryx/a']) {
      await watch.look({ ...memory, identifier: readName(name) }, 0);
      assert.deepEqual(watch.culprits({ ...memory, identifier: readName(name) }), []);
    }
    assert.equal(reads, 0);
  });

  it('knows nobody of before when the risk was gone in between', async () => {
    await watch.look(memory, 0);
    watch.forget(memory);
    now += 1;
    await watch.look(memory, 0);
    assert.deepEqual(watch.culprits(memory), []);
  });

  it('says once that the processes cannot be read, and goes on when they can', async () => {
    problem = new Error('no such folder');
    for (let i = 0; i < 3; i++) {
      await watch.look(memory, 0);
      now += 1;
    }
    assert.deepEqual(said(), [
      'warning: the list of processes cannot be read (no such folder); alerts do not say which have grown',
    ]);
    problem = undefined;
    await watch.look(memory, 0);
    assert.deepEqual(said(), ['the list of processes recovered after 3 s']);
  });
});
