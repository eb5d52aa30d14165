import type { CommandModule } from 'yargs';
import { countOf } from '../../notifiers/count-of.ts';
import { listenOptions, parsePort } from './listen-options.ts';

interface Options {
  port: string;
  host: string;
  user: string;
  password: string;
  hypervisor: readonly string[];
}

export const congressDummyCommand: CommandModule<object, Options> = {
  command: 'congress-dummy',
  describe: 'A stand-in for OpenStack Keystone, Congress and Nova, in memory',
  builder: (yargs) =>
    yargs
      .options(listenOptions('1789'))
      .option('user', { type: 'string', requiresArg: true, default: 'admin', describe: 'Who may log in' })
      .option('password', {
        type: 'string',
        requiresArg: true,
        default: 'secret',
        describe: 'A password for play',
      })
      .option('hypervisor', {
        type: 'string',
        array: true,
        requiresArg: true,
        default: ['localhost'],
        describe: 'A host that Nova runs two servers on; may be repeated',
      }),
  async handler({ port, host, user, password, hypervisor }) {
    const { startCongressDummy } = await import('../dummies/congress/congress-dummy.ts');
    const { formatEvents } = await import('../events/events-table.ts');
    const { runUntilSignal } = await import('../process/until-signal.ts');
    await runUntilSignal(async () => {
      const dummy = await startCongressDummy({
        port: parsePort(port),
        host,
        user,
        password,
        hypervisors: hypervisor,
        onNovaChange: (line) => process.stdout.write(`${line}\n`),
        onChange: ({ dataSource, rows }) => {
          process.stdout.write(
            `${dataSource}/events has ${countOf(rows.length, 'row')} now\n${formatEvents(rows)}`,
          );
        },
      });
      for (const name of hypervisor) for (const n of [1, 2]) dummy.nova.addServer(name, `server${n}`);
      process.stderr.write('congress-dummy: listening; to log in, as an OpenStack client would:\n');
      for (const [name, value] of Object.entries(dummy.env))
        process.stderr.write(`  export ${name}=${value}\n`);
      return dummy;
    });
  },
};
