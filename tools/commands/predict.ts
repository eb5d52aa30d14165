import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { PredictionConfig } from '../../plugins/config/prediction-config.ts';
import { configOption } from './config-option.ts';
import { parseShard, shardOption } from './shard-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly unixsock: string | undefined;
  readonly shard: string | undefined;
}

export const predictCommand = (secrets: KnownSecrets): CommandModule<object, Options> => ({
  command: 'predict',
  describe: 'Predict, and give the predictions to collectd (started by its exec plugin)',
  builder: (yargs) =>
    yargs
      .option('config', configOption)
      .option('unixsock', {
        type: 'string',
        requiresArg: true,
        describe: "Write to collectd's socket at this path instead of to standard output",
      })
      .option('shard', {
        ...shardOption,
        describe:
          'Predict one part of the hosts, where several dma predict share a Redis: 0/8 is the first of eight, 7/8 the last',
      }),
  async handler({ config: file, unixsock, shard: part }) {
    const { hostname } = await import('node:os');
    const { loadPrediction } = await import('../../plugins/config/prediction-config.ts');
    const { Reloads } = await import('../../plugins/process/reloads.ts');
    const { lineWriter } = await import('../../plugins/process/line-writer.ts');
    const { createLogger } = await import('../../plugins/process/logger.ts');
    const { predict } = await import('../../plugins/predict.ts');
    const { onHangup } = await import('../process/hangup.ts');
    const { endSoon, untilSignalOrCollectdEnds } = await import('../process/until-signal.ts');
    const shard = parseShard(part);
    const load = (): PredictionConfig => {
      const { config, targetTexts } = loadPrediction(file);
      return {
        config: unixsock === undefined ? config : { ...config, output: { unixsock } },
        targetTexts,
      };
    };
    const logger = createLogger('dma predict', lineWriter(process.stderr, 'dma predict'), secrets);
    const configured = load();
    const reloads = new Reloads(load, logger);
    onHangup(() => reloads.request());
    await predict({
      ...configured,
      reloads,
      host: process.env['COLLECTD_HOSTNAME'] ?? hostname(),
      shard,
      stdout: process.stdout,
      logger,
      signal: untilSignalOrCollectdEnds(),
      secrets,
    });
    endSoon();
  },
});
