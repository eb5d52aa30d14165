import assert from 'node:assert/strict';
import { AbsenceFinder } from '../../../../plugins/coverage/absence.ts';
import { livingAbsences } from '../../../../plugins/coverage/living-absences.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';

const finder = new AbsenceFinder(memoryConfig().targets['memory']!, []);

/** Names of hosts and the kinds of their reasons. */
async function kinds(
  names: readonly string[],
  living: readonly string[],
  more: Partial<Parameters<typeof livingAbsences>[0]> = {},
): Promise<string[]> {
  const found = await livingAbsences({
    finder,
    names: new SeriesNames(names),
    served: new Set(),
    isAlive: (name) => Promise.resolve(living.includes(name)),
    ...more,
  });
  return found.map(({ host, reason }) => `${host} ${reason.kind}`);
}

describe('the living hosts without a series of a target', () => {
  const share = 'web1/memory/percent-used';
  const cpu = 'web1/cpu-0/cpu-idle';

  it('are found by a series that is still written, and hosts that are gone are not', async () => {
    assert.deepEqual(await kinds([share, 'web2/memory/percent-used'], [share]), ['web1 only-percentages']);
  });

  it('are found by another plugin when the series of this one are no longer written', async () => {
    assert.deepEqual(await kinds([share, cpu], [cpu]), ['web1 no-plugin']);
    assert.deepEqual(await kinds([cpu], [cpu]), ['web1 no-plugin']);
    assert.deepEqual(await kinds([cpu], []), []);
  });

  it('are explained by what is still written, and not by series of the target that have ended', async () => {
    const ended = 'web1/memory/memory-used';
    const isDead = (name: string): boolean => name === ended;
    assert.deepEqual(await kinds([ended, share], [share], { isDead }), ['web1 only-percentages']);
  });

  it('are not asked for when they have a series', async () => {
    const asked = { isAlive: () => Promise.reject(new Error('asked')), served: new Set(['web1']) };
    assert.deepEqual(await kinds([share], [], asked), []);
  });

  it('explain a target without any series also where they may lack it on purpose', async () => {
    const jobs = parseConfig('targets: {t: {series: "*/statsd/gauge-jobs", limit: 9}}', 'test').targets['t']!;
    const ofJobs = new AbsenceFinder(jobs, []);
    const other = 'web1/statsd/gauge-users';
    assert.deepEqual(await kinds([other], [other], { finder: ofJobs }), ['web1 other-names']);
    assert.deepEqual(await kinds([other], [other], { finder: ofJobs, served: new Set(['web2']) }), []);
  });
});
