import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { commandLine } from '../../command-line.ts';

/**
 * The help of a command or subcommand, as yargs prints it: it hands the help over instead of writing it where it is
 * parsed with a callback.
 *
 * @param path such as `['spool', 'list']`; empty for the help of `dma` itself
 */
export async function helpOf(path: readonly string[], columns: number): Promise<string> {
  let help = '';
  await commandLine([...path, '--help'], columns, new KnownSecrets()).parseAsync(
    [...path, '--help'],
    {},
    (_error, _argv, output) => {
      help = output;
    },
  );
  return help;
}

/** Names in the section "Commands:" of a help, but for the command of yargs, which has no help of its own. */
export function subcommandsIn(help: string, path: readonly string[]): string[] {
  const [, list = ''] = /^Commands:\n((?: .*\n)*)/m.exec(help) ?? [];
  const prefix = ['dma', ...path].join(' ');
  return [...list.matchAll(new RegExp(`^  ${prefix} ([a-z-]+)`, 'gm'))]
    .map(([, name]) => name!)
    .filter((name) => name !== 'completion');
}
