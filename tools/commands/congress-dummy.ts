import type { CommandModule } from 'yargs';
import { listenOptions, parsePort } from './listen-options.ts';

interface Options {
  port: string;
  host: string;
  user: string;
  password: string;
}

export const congressDummyCommand: CommandModule<object, Options> = {
  command: 'congress-dummy',
  describe: 'A stand-in for OpenStack Keystone and Congress, in memory',
  builder: (yargs) =>
    yargs
      .options(listenOptions('1789'))
      .option('user', { type: 'string', requiresArg: true, default: 'admin', describe: 'Who may log in' })
      .option('password', {
        type: 'string',
        requiresArg: true,
        default: 'secret',
        describe: 'A password for play',
      }),
  async handler({ port, host, user, password }) {
    const { startCongressDummy } = await import('../congress-dummy.ts');
    const { formatEvents } = await import('../events-table.ts');
    const { runUntilSignal } = await import('../run-until-signal.ts');
    await runUntilSignal(async () => {
      const dummy = await startCongressDummy({
        port: parsePort(port),
        host,
        user,
        password,
        onChange: ({ dataSource, rows }) => {
          process.stdout.write(`${dataSource}/events has ${rows.length} rows now\n${formatEvents(rows)}`);
        },
      });
      process.stderr.write('congress-dummy: listening; to log in, as an OpenStack client would:\n');
      for (const [name, value] of Object.entries(dummy.env))
        process.stderr.write(`  export ${name}=${value}\n`);
      return dummy;
    });
  },
};
