import { hostname } from 'node:os';
import type { Config } from '../../plugins/config/config.ts';

/** The name by which this machine writes to receivers that several machines share. */
export interface Writer {
  readonly name: string;
  /**
   * True when the name is this machine's because nothing is configured; `dma deliver` uses collectd's name if it
   * differs.
   */
  readonly isGuess: boolean;
}

/**
 * The `writer` of dma.yaml, else COLLECTD_HOSTNAME (which collectd's exec plugin sets), else this machine's name.
 *
 * Every command asks here, so that `dma events` and `dma check` show the rows that `dma deliver` writes.
 */
export function writerOf(
  { writer }: Pick<Config, 'writer'>,
  env: (name: string) => string | undefined = (name) => process.env[name],
  machine: () => string = hostname,
): Writer {
  const said = writer ?? (env('COLLECTD_HOSTNAME') || undefined);
  return said === undefined ? { name: machine(), isGuess: true } : { name: said, isGuess: false };
}

/** Explains, for messages, how a guessed name may be wrong. */
export function explainGuess({ name }: Writer): string {
  return `${name} is this machine's name: if collectd's Hostname is another one, set writer in dma.yaml to that`;
}
