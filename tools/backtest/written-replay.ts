import type { Writable } from 'node:stream';
import { checkWritable, writeWhole } from '../process/written-file.ts';
import { writeLines } from '../report/line-writer.ts';
import type { Format } from './formats.ts';

/** The option that names the page, for messages. */
const reportOption = '--report';

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
  if (report !== undefined) await writeReport(report, texts.page());
  if (format === 'jsonl' || format === 'csv') await writeLines(stdout, texts.rows(format));
  else await writeLines(stdout, [format === 'json' ? `${JSON.stringify(texts.summary)}\n` : texts.table()]);
}

/** Writes the page as a whole or not at all. @returns rejects with OutsideError */
export async function writeReport(file: string, page: string): Promise<void> {
  await writeWhole(file, reportOption, [page]);
}

/** Checks that the page can be written, before the replay takes its time. @throws OutsideError */
export function checkReport(file: string | undefined): void {
  if (file !== undefined) checkWritable(file, reportOption);
}
