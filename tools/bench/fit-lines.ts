import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../package-root.ts';

const run = promisify(execFile);
const repetitions = 5;
const newestSamples = 20;

/**
 * Measures a C program that reads the newest samples of each series from Redis and fits a line: series a second, the
 * fastest of some runs. Undefined where gcc or the library hiredis is missing.
 *
 * @param folder for the program
 */
export async function fitLines(
  folder: string,
  socket: string,
  names: readonly string[],
): Promise<number | undefined> {
  const program = join(folder, 'fit-lines');
  const source = join(packageRoot, 'tools/bench/fit-lines.c');
  try {
    await run('gcc', ['-O2', '-o', program, source, '-lhiredis']);
  } catch {
    return undefined;
  }
  const list = join(folder, 'names');
  writeFileSync(list, `${names.join('\n')}\n`);
  const rates: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const { stdout } = await run(program, [socket, 'collectd/', list, String(newestSamples)]);
    const [series, seconds] = stdout.split(' ').map(Number);
    rates.push(series! / seconds!);
  }
  return Math.max(...rates);
}
