import type { Argv, CommandModule } from 'yargs';
import { configOption } from './config-option.ts';

export const configCommand: CommandModule = {
  command: 'config',
  describe: 'Show the configuration in force, or the schema of dma.yaml',
  builder: (yargs) =>
    yargs
      .command({
        command: 'print',
        describe: 'Show the value of every option in force and where it comes from; secrets are masked',
        builder: (inner: Argv) =>
          inner
            .option('config', configOption)
            .option('json', { type: 'boolean', default: false, describe: 'Machine-readable output' }),
        handler: async ({ config, json }: { config: string | undefined; json: boolean }) => {
          const { printConfig } = await import('../config/print.ts');
          process.stdout.write(printConfig(config, json));
        },
      } as unknown as CommandModule)
      .command({
        command: 'schema',
        describe: 'Print the JSON Schema of dma.yaml, for editors',
        handler: async () => {
          const { formatConfigJsonSchema } = await import('../config/json-schema.ts');
          process.stdout.write(formatConfigJsonSchema());
        },
      })
      .example('dma config schema > /etc/collectd-dma/dma.schema.json', 'completion and checks in an editor')
      .demandCommand(1, 'say print or schema'),
  handler() {},
};
