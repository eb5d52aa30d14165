import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { RelayedConfig } from '../../plugins/relay.ts';
import { configOption } from './config-option.ts';

export const relayCommand = (
  secrets: KnownSecrets,
): CommandModule<object, { config: string | undefined }> => ({
  command: 'relay',
  describe: 'Take the samples of write_redis and carry them to Redis, whatever becomes of that connection',
  builder: (yargs) =>
    yargs
      .option('config', configOption)
      .epilogue(
        'It listens at the socket that systemd passes (dma-relay.socket), or at relay.listen of dma.yaml. docs/relay.md has more.',
      ),
  async handler({ config: file }) {
    const { loadConfig } = await import('../../plugins/config/config.ts');
    const { lineWriter } = await import('../../plugins/process/line-writer.ts');
    const { createLogger } = await import('../../plugins/process/logger.ts');
    const { Reloads } = await import('../../plugins/process/reloads.ts');
    const { activatedSockets } = await import('../../plugins/relay/activated-sockets.ts');
    const { relay } = await import('../../plugins/relay.ts');
    const { OutsideError } = await import('../process/command-error.ts');
    const { onHangup } = await import('../process/hangup.ts');
    const { endSoon, untilSignal } = await import('../process/until-signal.ts');
    const load = (): RelayedConfig => loadConfig(file);
    const logger = createLogger('dma relay', lineWriter(process.stderr, 'dma relay'), secrets);
    const config = load();
    const reloads = new Reloads(load, logger);
    onHangup(() => reloads.request());
    const sockets = activatedSockets(process.env, process.pid);
    try {
      await relay({ config, reloads, sockets, logger, secrets, signal: untilSignal() });
    } catch (error) {
      const { code, syscall, message } = error as NodeJS.ErrnoException;
      if (code === undefined || syscall !== 'listen') throw error;
      throw new OutsideError(`cannot listen: ${message}; correct relay.listen`, { cause: error });
    }
    endSoon();
  },
});
