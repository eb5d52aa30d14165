import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { runCgroup, type CgroupProgramOptions } from '../../../../plugins/cgroup/cgroup-program.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';

const options: CgroupProgramOptions = {
  root: '/nowhere',
  only: [],
  namesFile: undefined,
  maxGroups: '10',
  intervalText: '10.000',
  host: 'web1',
  stdout: new PassThrough(),
  logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
  signal: AbortSignal.abort(),
};

describe('dma cgroup', () => {
  for (const [wrong, message] of [
    [{ maxGroups: '0' }, '--max-groups: expected a whole number from 1 to 100000, not "0"'],
    [{ maxGroups: '1e3' }, '--max-groups: expected a whole number from 1 to 100000, not "1e3"'],
    [{ only: ['web[1-3]'] }, '--only: "web[1-3]": [ stands alone; * and ? are wildcards, {a,b} is a choice'],
    [{ only: [''] }, '--only: "": is empty'],
    [{ intervalText: 'x' }, 'COLLECTD_INTERVAL: "x": has to be a number of seconds above 0'],
    [{ host: 'a/b' }, 'COLLECTD_HOSTNAME: the host "a/b" holds a slash'],
  ] as const)
    it(`refuses ${JSON.stringify(wrong)}`, async () => {
      await assert.rejects(runCgroup({ ...options, ...wrong }), new ConfigError(message));
    });

  it('ends when it is told to', async () => {
    await runCgroup(options);
  });
});
