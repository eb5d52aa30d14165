import type { ArchiveReader } from './archive.ts';
import { prometheusAnswer } from './prometheus.ts';
import { rrd, rrdDump } from './rrd.ts';
import { otherForm, sarText, sysstatFile, sysstatJson } from './sysstat.ts';
import { sysstatCsv } from './sysstat-csv.ts';
import { whisper } from './whisper.ts';

/** Every kind of archive in one file; the first one that recognises the content reads it, and other files are CSV. */
export const archiveReaders: readonly ArchiveReader[] = [
  rrd,
  rrdDump,
  whisper,
  prometheusAnswer,
  sysstatFile,
  sysstatJson,
  sysstatCsv,
  sarText,
  otherForm,
];
