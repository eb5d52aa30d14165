import type { CommandModule } from 'yargs';
import { listenOptions, parsePort } from './listen-options.ts';

interface Options {
  port: string;
  host: string;
  status: string[];
}

export const httpDummyCommand: CommandModule<object, Options> = {
  command: 'http-dummy',
  describe: 'An HTTP receiver that prints the JSON of each POST',
  builder: (yargs) =>
    yargs.options(listenOptions('8080')).option('status', {
      type: 'string',
      array: true,
      requiresArg: true,
      default: ['200'],
      describe: 'Status of the answers, in turn; the last one is repeated',
    }),
  async handler({ port, host, status }) {
    const { UsageError } = await import('../process/command-error.ts');
    const { startHttpDummy } = await import('../dummies/http-dummy.ts');
    const { runUntilSignal } = await import('../process/until-signal.ts');
    const statuses = status.map((text) => {
      if (/^[2-5]\d\d$/.test(text)) return Number(text);
      throw new UsageError(`--status: expected an HTTP status from 200 to 599, not "${text}"`);
    });
    await runUntilSignal(async () => {
      const dummy = await startHttpDummy({
        port: parsePort(port),
        host,
        statuses,
        onPost: ({ method, body }) => {
          if (method === 'POST') process.stdout.write(`${printable(body)}\n`);
        },
      });
      process.stderr.write(`http-dummy: listening at ${dummy.url}\n`);
      return dummy;
    });
  },
};

/** JSON indented; anything else as a JSON string, so that a body cannot play tricks with the terminal. */
function printable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return JSON.stringify(body);
  }
}
