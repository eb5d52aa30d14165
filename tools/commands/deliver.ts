import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { ConfigWithNotifiers } from '../../plugins/config/configured-notifiers.ts';
import { configOption } from './config-option.ts';

const print = (line: string): unknown => process.stdout.write(`${line}\n`);

export const deliverCommand = (
  secrets: KnownSecrets,
): CommandModule<object, { config: string | undefined; try: string | undefined }> => ({
  command: 'deliver',
  describe: 'Deliver notifications from the spool to the receivers (started by the exec plugin)',
  builder: (yargs) =>
    yargs.option('config', configOption).option('try', {
      type: 'string',
      requiresArg: true,
      describe:
        'Send a WARNING, a FAILURE and an OKAY that are marked as tests through this notifier of dma.yaml, say what came of each, and end',
    }),
  async handler({ config: file, try: given }) {
    const { epochSeconds } = await import('../../plugins/process/clock.ts');
    const { readConfigText } = await import('../../plugins/config/config-text.ts');
    const { configuredNotifiers } = await import('../../plugins/config/configured-notifiers.ts');
    const { lineWriter } = await import('../../plugins/process/line-writer.ts');
    const { createLogger } = await import('../../plugins/process/logger.ts');
    const { deliver } = await import('../../plugins/deliver.ts');
    const { writerOf } = await import('../events/writer.ts');
    const { Reloads } = await import('../../plugins/process/reloads.ts');
    const { onHangup } = await import('../process/hangup.ts');
    const { endSoon, untilSignalOrCollectdEnds } = await import('../process/until-signal.ts');
    const load = (): ConfigWithNotifiers =>
      configuredNotifiers(readConfigText(file), (checked) => ({
        writer: writerOf(checked).name,
        env: (name) => process.env[name],
        now: epochSeconds,
        secrets,
      }));
    const { config, notifiers } = load();
    // yargs makes a list of an option that is repeated.
    const name = [given].flat().at(-1);
    if (name !== undefined) {
      const { chosenNotifier, tryEpisode } = await import('../try/try-notifier.ts');
      const { refuseRiskOfRoot } = await import('../process/root-refusal.ts');
      const host = writerOf(config).name;
      try {
        const signal = untilSignalOrCollectdEnds();
        const chosen = chosenNotifier(notifiers, name);
        for (const path of chosen.notifier.writes ?? []) refuseRiskOfRoot(path, '--try');
        const wasDelivered = await tryEpisode(chosen, { host, now: epochSeconds, signal, print });
        if (!wasDelivered) process.exitCode = 1;
      } finally {
        for (const notifier of notifiers) notifier.close();
      }
      return endSoon();
    }
    const logger = createLogger('dma deliver', lineWriter(process.stderr, 'dma deliver'), secrets);
    const reloads = new Reloads(load, logger);
    onHangup(() => reloads.request());
    await deliver({
      config,
      notifiers,
      logger,
      reloads,
      signal: untilSignalOrCollectdEnds(),
    });
    endSoon();
  },
});
