import { hostname } from 'node:os';
import type { Config } from '../../plugins/config/config.ts';

/** By which name this machine writes to sinks that several machines share. */
export interface Writer {
  readonly name: string;
  /** Nothing says it, so it is this machine's name: where collectd has another one, `dma deliver` writes by that. */
  readonly isGuess: boolean;
}

/**
 * The `writer` of dma.yaml, else COLLECTD_HOSTNAME (which collectd's exec plugin sets), else this machine's name.
 *
 * Every command has to ask here: only so do `dma events` and `dma check` speak of the rows that `dma deliver` writes.
 */
export function writerOf(
  { writer }: Pick<Config, 'writer'>,
  env: (name: string) => string | undefined = (name) => process.env[name],
  machine: () => string = hostname,
): Writer {
  const said = writer ?? (env('COLLECTD_HOSTNAME') || undefined);
  return said === undefined ? { name: machine(), isGuess: true } : { name: said, isGuess: false };
}

/** For messages about what a guessed name may get wrong. */
export function explainGuess({ name }: Writer): string {
  return `${name} is this machine's name: if collectd's Hostname is another one, set writer in dma.yaml to that`;
}
