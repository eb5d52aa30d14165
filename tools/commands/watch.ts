import type { CommandModule } from 'yargs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { configOption } from './config-option.ts';

interface Options {
  readonly config: string | undefined;
  readonly once: boolean;
  readonly json: boolean;
  readonly filter: string;
  readonly ascii: boolean;
}

export const watchCommand = (secrets: KnownSecrets): CommandModule<object, Options> => ({
  command: 'watch',
  describe: 'Watch all series by risk in the terminal, with open alerts and the health of each part',
  builder: (yargs) =>
    yargs
      .option('config', configOption)
      .option('once', { type: 'boolean', default: false, describe: 'Print once and end' })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print once and end, as machine-readable output',
      })
      .option('filter', {
        type: 'string',
        requiresArg: true,
        default: '',
        describe: 'Only series with these parts in their host, resource, name or state',
      })
      .option('ascii', {
        type: 'boolean',
        default: false,
        describe: 'Draw with ASCII alone, as without a UTF-8 locale',
      })
      .epilogue(
        'Keys: Enter opens one series, / filters, s silences, m marks an alert, ? shows all keys, q leaves. Nothing is changed but by s and m. The exit code of --once and --json is 1 when Redis cannot be read.',
      ),
  async handler({ config, once, json, filter, ascii }) {
    const { watch } = await import('../watch/watch.ts');
    const options = { config, once, json, filter, ascii };
    const isReadable = await watch(options, secrets, {
      input: process.stdin,
      output: process.stdout,
      env: (name) => process.env[name],
    });
    if (!isReadable) process.exitCode = 1;
  },
});
