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
        'The exit code is 1 when collectd has had no report for about 20 s, or does not answer. The report is that of COLLECTD_HOSTNAME, else of the name of this machine; set it where collectd calls the machine something else. Whether all of it works, from the samples to the notifiers, is what dma check says.',
      ),
  async handler({ config: file, shard }) {
    const { hostname } = await import('node:os');
    const { cacheSocket, loadConfig } = await import('../../plugins/config/config.ts');
    const { askAlive } = await import('../check/alive.ts');
    // As dma predict does: writer of dma.yaml is a name for receivers, not the one of the report.
    const said = process.env['COLLECTD_HOSTNAME'];
    const parts = {
      shard: parseShard(shard),
      socket: cacheSocket(loadConfig(file)),
      host: said ?? hostname(),
      isGuess: said === undefined,
    };
    process.stdout.write(await askAlive(parts));
  },
};
