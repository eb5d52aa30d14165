import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

export const predictCommand = (
  secrets: KnownSecrets,
): CommandModule<object, { config: string | undefined; unixsock: string | undefined }> => ({
  command: 'predict',
  describe: 'Predict, and give the predictions to collectd (started by its exec plugin)',
  builder: (yargs) =>
    yargs.option('config', configOption).option('unixsock', {
      type: 'string',
      requiresArg: true,
      describe: "Write to collectd's socket at this path instead of to standard output",
    }),
  async handler({ config: file, unixsock }) {
    const { hostname } = await import('node:os');
    const { loadConfig } = await import('../../plugins/config/config.ts');
    const { lineWriter } = await import('../../plugins/process/line-writer.ts');
    const { createLogger } = await import('../../plugins/process/logger.ts');
    const { predict } = await import('../../plugins/predict.ts');
    const { endSoon, untilSignalOrCollectdEnds } = await import('../process/until-signal.ts');
    const config = loadConfig(file);
    await predict({
      config: unixsock === undefined ? config : { ...config, output: { unixsock } },
      host: process.env['COLLECTD_HOSTNAME'] ?? hostname(),
      stdout: process.stdout,
      logger: createLogger('dma predict', lineWriter(process.stderr, 'dma predict'), secrets),
      signal: untilSignalOrCollectdEnds(),
      secrets,
    });
    endSoon();
  },
});
