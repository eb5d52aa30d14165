import { writeSync } from 'node:fs';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { strikeOutput } from './discreet-output.ts';

/**
 * Closes the ways in which this process would show its memory, which holds passwords, to others.
 *
 * - Secrets are struck out of all text on standard output and standard error.
 * - SIGUSR1 opens the inspector on port 9229, where any user of this machine may run code in this process. A listener
 *   that does nothing replaces that.
 * - Diagnostic reports (`--report-on-fatalerror` and the like in NODE_OPTIONS) hold all environment variables. They
 *   are written without them, or not at all by versions of Node.js that cannot leave them out (before 22.13).
 * - An uncaught error would be printed with all its properties, such as the headers of a request. Its stack alone is
 *   printed, without secrets, and the process ends with 1.
 */
export function guardProcess(secrets: KnownSecrets): void {
  strikeOutput([process.stdout, process.stderr], secrets);
  process.on('SIGUSR1', () => undefined);
  withoutEnvironment(process.report);
  process.on('uncaughtException', (error: unknown) => {
    try {
      writeSync(2, secrets.strike(formatCrash(error)));
    } finally {
      process.exit(1);
    }
  });
}

/**
 * Formats the stacks of an error and of its causes, without their properties; one line where the machine has run out of
 * something, which may happen anywhere and is not a bug.
 */
export function formatCrash(error: unknown): string {
  const shortage = shortageOf(error);
  if (shortage !== undefined) return `dma: ${shortage}\n`;
  const stacks: string[] = [];
  for (let next = error; next !== undefined && stacks.length < 5; next = next.cause) {
    if (!(next instanceof Error)) {
      stacks.push(`a ${typeof next} was thrown, which is no Error`);
      break;
    }
    stacks.push(next.stack ?? `${next.name}: ${next.message}`);
  }
  return `dma: this is a bug, please report it\n${stacks.join('\ncaused by ')}\n`;
}

/** By the code of the error: what there is too little of, and the cure. */
const shortages: Readonly<Record<string, string>> = {
  EMFILE: 'this process has too many open files (EMFILE): raise LimitNOFILE= of its service, or ulimit -n',
  ENFILE: 'this machine has too many open files (ENFILE): raise fs.file-max by sysctl',
  ENOMEM: 'there is no memory left (ENOMEM)',
  ENOSPC: 'there is no room left on the disk (ENOSPC)',
};

function shortageOf(error: unknown): string | undefined {
  for (let next = error, depth = 0; next instanceof Error && depth < 5; next = next.cause, depth++) {
    const shortage = shortages[(next as NodeJS.ErrnoException).code ?? ''];
    if (shortage !== undefined) return shortage;
  }
  return undefined;
}

type Report = NonNullable<typeof process.report>;

function withoutEnvironment(report: Report & { excludeEnv?: boolean }): void {
  if ('excludeEnv' in report) {
    report.excludeEnv = true;
    return;
  }
  report.reportOnFatalError = false;
  report.reportOnSignal = false;
  report.reportOnUncaughtException = false;
}
