import { isatty } from 'node:tty';

/** The commands that read their configuration, or their secrets, anew at SIGHUP. */
const reloading: readonly (string | undefined)[] = ['predict', 'deliver', 'relay', 'dashboard'];

let isListening = false;
let isPending = false;
let reload: (() => void) | undefined;

/**
 * Keeps the first SIGHUP of a command that reads its configuration anew until `onHangup`. Without a listener the signal
 * would end the program while it is still being loaded.
 *
 * @param args of the command line
 */
export function keepHangups(args: readonly string[]): void {
  const isTrial = args.some((arg) => arg.startsWith('--try'));
  if (reloading.includes(args[0]) && !isTrial) listen();
}

/**
 * Reads the configuration anew at each SIGHUP, and now when there was one already. Where the terminal has gone, SIGHUP
 * ends the program.
 *
 * @param given must not throw
 */
export function onHangup(given: () => void): void {
  listen();
  reload = given;
  if (!isPending) return;
  isPending = false;
  given();
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  const hadTerminal = isatty(0);
  process.on('SIGHUP', () => {
    if (hadTerminal && !isatty(0)) process.kill(process.pid, 'SIGTERM');
    else if (reload) reload();
    else isPending = true;
  });
}
