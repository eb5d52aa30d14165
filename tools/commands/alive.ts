import type { CommandModule } from 'yargs';
import { configOption } from './config-option.ts';
import { parseShard, shardOption } from './shard-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly shard: string | undefined;
}

export const aliveCommand: CommandModule<object, Options> = {
  command: 'alive',
  describe: 'Say whether dma predict runs, by its report to collectd: a probe for Kubernetes and the like',
  builder: (yargs) =>
    yargs
      .option('config', configOption)
      .option('shard', { ...shardOption, describe: 'The part of the hosts that it predicts, such as 3/8' })
      .epilogue(
        'The exit code is 1 when collectd has had no report for about 20 s, or does not answer. Whether all of it works, from the samples to the notifiers, is what dma check says.',
      ),
  async handler({ config: file, shard }) {
    const { hostname } = await import('node:os');
    const { cacheSocket, loadConfig } = await import('../../plugins/config/config.ts');
    const { askAlive } = await import('../check/alive.ts');
    const parts = {
      shard: parseShard(shard),
      socket: cacheSocket(loadConfig(file)),
      host: process.env['COLLECTD_HOSTNAME'] ?? hostname(),
    };
    process.stdout.write(await askAlive(parts));
  },
};
