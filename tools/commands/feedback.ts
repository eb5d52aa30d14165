import type { Argv, CommandModule } from 'yargs';
import { configOption } from './config-option.ts';

interface Options {
  config: string | undefined;
  json: boolean;
  id: string;
  note: string;
}

const verdicts = {
  mended: 'Say of an alert: it was right, and somebody acted before the limit was reached',
  false: 'Say of an alert: there was no danger',
  real: 'Say of an alert: it was right',
} as const;

/** `dma mended`, `dma false` and `dma real`. */
export const feedbackCommands = (Object.keys(verdicts) as (keyof typeof verdicts)[]).map((verdict) => ({
  command: `${verdict} <id>`,
  describe: verdicts[verdict],
  builder: (yargs: Argv) =>
    yargs
      .options({
        config: configOption,
        json: { type: 'boolean', default: false, describe: 'Machine-readable output' },
        note: { type: 'string', requiresArg: true, default: '', describe: 'What was done, or what it was' },
      })
      .positional('id', {
        type: 'string',
        describe:
          'The episode, as the alert, dma spool list or dma history shows it, or its first 8 characters or more',
      }),
  handler: async ({ config, json, id, note }: Options) => {
    const { giveFeedback } = await import('../history/feedback.ts');
    const { userName } = await import('../process/user-name.ts');
    const given = { id, verdict, note, by: userName() };
    process.stdout.write(giveFeedback(config, given, json));
  },
})) as unknown as readonly CommandModule[];
