import { spawnSync } from 'node:child_process';
import { OutsideError } from '../process/command-error.ts';

const maxOutputBytes = 512 * 2 ** 20;
const maxMinutes = 10;

/** A program that alone knows a binary format well. */
export interface ForeignProgram {
  readonly program: string;
  readonly debianPackage: string;
  /** The form of the same content that is read without the program. */
  readonly alternative: string;
}

/**
 * The output of a program that reads `file`.
 *
 * @param input for its stdin
 * @throws OutsideError when it is not installed, or refuses the file
 */
export function outputOf(
  file: string,
  { program, debianPackage, alternative }: ForeignProgram,
  args: readonly string[],
  input = '',
): string {
  const { error, status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: maxOutputBytes,
    timeout: maxMinutes * 60_000,
    input,
  });
  if (error && 'code' in error && error.code === 'ENOENT') {
    throw new OutsideError(
      `${file}: needs ${program} to be read; apt-get install ${debianPackage}, or give ${alternative}`,
    );
  }
  if (!error && status === 0) return stdout;
  const complaint = stderr.trim().split('\n')[0]!.slice(0, 200) || (error?.message ?? `exit code ${status}`);
  throw new OutsideError(`${file}: ${program} cannot read it: ${complaint}; or give ${alternative}`, {
    cause: error,
  });
}
