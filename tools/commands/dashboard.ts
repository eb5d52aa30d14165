import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly listen: string | undefined;
}

export const dashboardCommand = (secrets: KnownSecrets): CommandModule<object, Options> => ({
  command: 'dashboard',
  describe: 'Serve a page of all series by risk, a REST API, and metrics for Prometheus',
  builder: (yargs) =>
    yargs
      .option('config', configOption)
      .option('listen', {
        type: 'string',
        requiresArg: true,
        describe:
          'Where to listen: an address and a port, or unix:/path [dashboard.listen in dma.yaml, or 127.0.0.1:9977]',
      })
      .epilogue(
        'It listens on this machine alone unless asked for more, and then demands a token or a client certificate. /metrics is for Prometheus, /api/v1/openapi.json describes the API. docs/dashboard.md has more.',
      ),
  async handler({ config, listen }) {
    const { dashboard } = await import('../dashboard/dashboard.ts');
    const { endSoon, untilSignal } = await import('../process/until-signal.ts');
    await dashboard({ config, listen }, secrets, untilSignal());
    endSoon();
  },
});
