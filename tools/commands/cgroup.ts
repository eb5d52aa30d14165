import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';

interface CgroupOptions {
  readonly root: string;
  readonly only: readonly string[];
  readonly 'names-file': string | undefined;
  readonly 'max-groups': string;
}

export const cgroupCommand = (secrets: KnownSecrets): CommandModule<object, CgroupOptions> => ({
  command: 'cgroup',
  describe: 'Give memory, pids and processor time of control groups to collectd (started by its exec plugin)',
  builder: (yargs) =>
    yargs
      .option('root', {
        type: 'string',
        requiresArg: true,
        default: '/sys/fs/cgroup',
        describe: 'The folder of the control groups, of version 2 or 1',
      })
      .option('only', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: [],
        defaultDescription: 'all groups',
        describe: 'Names of groups; * and ? are wildcards, {a,b} is one of these words',
      })
      .option('names-file', {
        type: 'string',
        requiresArg: true,
        describe:
          'A file with lines `ID NAME`, such as those of docker ps --no-trunc --format "{{.ID}} {{.Names}}"',
      })
      .option('max-groups', {
        type: 'string',
        requiresArg: true,
        default: '1000',
        describe: 'The maximum number of groups',
      }),
  async handler({ root, only, 'names-file': namesFile, 'max-groups': maxGroups }) {
    const { hostname } = await import('node:os');
    const { runCgroup } = await import('../../plugins/cgroup/cgroup-program.ts');
    const { createLogger } = await import('../../plugins/process/logger.ts');
    const { lineWriter } = await import('../../plugins/process/line-writer.ts');
    const { endSoon, untilSignalOrCollectdEnds } = await import('../process/until-signal.ts');
    await runCgroup({
      root,
      only,
      namesFile,
      maxGroups,
      intervalText: process.env['COLLECTD_INTERVAL'] ?? '10',
      host: process.env['COLLECTD_HOSTNAME'] ?? hostname(),
      stdout: process.stdout,
      logger: createLogger('dma cgroup', lineWriter(process.stderr, 'dma cgroup'), secrets),
      signal: untilSignalOrCollectdEnds(),
    });
    endSoon();
  },
});
