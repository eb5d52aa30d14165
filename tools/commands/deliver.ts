import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/known-secrets.ts';
import { configOption } from './config-option.ts';

export const deliverCommand = (
  secrets: KnownSecrets,
): CommandModule<object, { config: string | undefined }> => ({
  command: 'deliver',
  describe: 'Deliver notifications from the spool to the receivers (started by the exec plugin)',
  builder: (yargs) => yargs.option('config', configOption),
  async handler({ config: file }) {
    const { epochSeconds } = await import('../../plugins/process/clock.ts');
    const { readConfigText } = await import('../../plugins/config/config-text.ts');
    const { configuredNotifiers } = await import('../../plugins/config/configured-notifiers.ts');
    const { lineWriter } = await import('../../plugins/process/line-writer.ts');
    const { createLogger } = await import('../../plugins/process/logger.ts');
    const { deliver } = await import('../../plugins/deliver.ts');
    const { writerOf } = await import('../events/writer.ts');
    const { endSoon, untilSignalOrCollectdEnds } = await import('../process/until-signal.ts');
    const { config, notifiers } = configuredNotifiers(readConfigText(file), (checked) => ({
      writer: writerOf(checked).name,
      env: (name) => process.env[name],
      now: epochSeconds,
      secrets,
    }));
    await deliver({
      config,
      notifiers,
      logger: createLogger('dma deliver', lineWriter(process.stderr, 'dma deliver'), secrets),
      signal: untilSignalOrCollectdEnds(),
    });
    endSoon();
  },
});
