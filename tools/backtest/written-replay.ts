import { writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { describeError } from '../../notifiers/error-text.ts';
import { OutsideError } from '../process/command-error.ts';
import { writeLines } from '../report/line-writer.ts';
import type { Format } from './formats.ts';

/** The form in which a replay is written; `json` is the summary as one object. */
export interface AskedOutput {
  readonly format: Format | 'json';
  /** A file for the page. */
  readonly report?: string | undefined;
}

/** A replay in every form; only what is asked for is made. */
export interface ReplayTexts {
  readonly summary: object;
  table(): string;
  rows(format: 'jsonl' | 'csv'): Iterable<string>;
  page(): string;
}

/** Writes the page, and the rest to stdout. @returns rejects with OutsideError */
export async function writeReplay(
  stdout: Writable,
  { format, report }: AskedOutput,
  texts: ReplayTexts,
): Promise<void> {
  if (report !== undefined) writeReport(report, texts.page());
  if (format === 'jsonl' || format === 'csv') await writeLines(stdout, texts.rows(format));
  else await writeLines(stdout, [format === 'json' ? `${JSON.stringify(texts.summary)}\n` : texts.table()]);
}

/** @throws OutsideError */
export function writeReport(file: string, page: string): void {
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new OutsideError(`--report: ${file} cannot be written: ${describeError(error)}`, {
      cause: error,
    });
  }
}
