import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

/** A running `dma` command, as the compiled program that users run. */
export interface RunningDma {
  readonly child: ChildProcess;
  /** Its output so far. */
  readonly output: { stdout: string; stderr: string };
  /** Settles with the exit code when it has ended and closed its output; null when a signal ended it. */
  readonly exited: Promise<number | null>;
}

export function startDma(args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningDma {
  return startNode([join(packageRoot, 'dist/tools/dma.js'), ...args], env);
}

/** Starts a `dma` command within a script, an ES module as text; its first argument is the file to import. */
export function startDmaIn(script: string, args: readonly string[]): RunningDma {
  const file = join(packageRoot, 'dist/tools/dma.js');
  return startNode(['--input-type=module', '--eval', script, '--', file, ...args], {});
}

/** Starts a script of the workshop, such as `tools/lab/soak/run.ts`, from its source. */
export function startScript(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningDma {
  return startNode(['--import', 'tsx', join(packageRoot, path), ...args], env);
}

function startNode(args: readonly string[], env: Readonly<Record<string, string>>): RunningDma {
  const child = spawn(process.execPath, args, {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => (output.stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output.stderr += text.toString()));
  return { child, output, exited: once(child, 'close').then(([code]) => code as number | null) };
}

/** Runs a `dma` command to its end. */
export async function runDma(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { output, exited } = startDma(args, env);
  return { code: await exited, ...output };
}
