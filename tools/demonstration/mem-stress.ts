import { pause } from '../../plugins/process/clock.ts';
import { UsageError } from '../process/command-error.ts';

export interface MemStress {
  /** Taken each time. */
  readonly bytes: number;
  /** How many times, at least 1. */
  readonly count: number;
  /** From the start of one time to the start of the next, at least 0. */
  readonly intervalSeconds: number;
  /** For which all of it is kept, at least 0. */
  readonly keepSeconds: number;
  /** Even if the machine has less than that. */
  readonly force: boolean;
}

export interface MemStressSurroundings {
  /** Memory that can be taken before the machine gets into trouble. */
  readonly availableBytes: number;
  readonly write: (line: string) => void;
  /** Gives everything back at once. */
  readonly signal: AbortSignal;
}

/** Memory that is left to the rest of the machine. */
const reservedBytes = 64 * 2 ** 20;
/** Maximum size of one buffer; larger amounts are made of several. */
const maxPieceBytes = 2 ** 30;

/**
 * Reads the command line's texts: sizes with k, m or g (powers of 1,024), numbers with a decimal point.
 *
 * @throws UsageError naming the argument, its value and the rule
 */
export function parseMemStress(texts: {
  readonly size: string;
  readonly count: string;
  readonly interval: string;
  readonly keep: string;
  readonly force: boolean;
}): MemStress {
  const size = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(texts.size);
  const bytes = size ? Math.round(Number(size[1]) * sizeFactors[size[2]!.toLowerCase()]!) : 0;
  if (!(bytes > 0)) throw new UsageError(`size: expected a size above 0 such as 200m, not "${texts.size}"`);
  const count = Number(texts.count);
  if (!(Number.isInteger(count) && count > 0)) {
    throw new UsageError(`count: expected a whole number above 0, not "${texts.count}"`);
  }
  return {
    bytes,
    count,
    intervalSeconds: secondsOf('interval', texts.interval),
    keepSeconds: secondsOf('keep', texts.keep),
    force: texts.force,
  };
}

/**
 * Takes memory and writes to every page, so that it is really used; keeps it; gives it back.
 *
 * @throws UsageError when that is more than the machine has, unless forced
 */
export async function memStress(
  options: MemStress,
  { availableBytes, write, signal }: MemStressSurroundings,
): Promise<void> {
  const { bytes, count, intervalSeconds, keepSeconds, force } = options;
  if (!force && bytes * count > availableBytes - reservedBytes) {
    throw new UsageError(
      `${count} times ${megabytes(bytes)} is more than this machine can spare (${megabytes(availableBytes - reservedBytes)}); ` +
        'take less, or say --force if it may swap or kill processes',
    );
  }
  const taken: Buffer[] = [];
  const start = performance.now();
  for (let i = 1; i <= count && !signal.aborted; i++) {
    for (let left = bytes; left > 0; left -= maxPieceBytes) {
      taken.push(Buffer.alloc(Math.min(left, maxPieceBytes), 1));
      // Lets a signal be seen between the pieces.
      await pause(0, signal);
    }
    write(`mem-stress: ${megabytes(i * bytes)} of ${megabytes(count * bytes)} taken\n`);
    if (i < count) await pause(i * intervalSeconds - (performance.now() - start) / 1000, signal);
  }
  if (!signal.aborted) write(`mem-stress: keeping ${megabytes(count * bytes)} for ${keepSeconds} s\n`);
  await pause(keepSeconds, signal);
  taken.length = 0;
  write('mem-stress: given back\n');
}

const sizeFactors: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

function secondsOf(name: string, text: string): number {
  const seconds = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  throw new UsageError(`${name}: expected seconds, 0 or more, not "${text}"`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0)} MiB`;
}
