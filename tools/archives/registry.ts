import type { ArchiveReader } from './archive.ts';
import { collectdCsv } from './collectd-csv.ts';
import { prometheusAnswer } from './prometheus.ts';
import { rrd, rrdDump } from './rrd.ts';
import { sarText, sysstatFile, sysstatJson } from './sysstat.ts';
import { sysstatCsv } from './sysstat-csv.ts';
import { whisper } from './whisper.ts';

/** Every kind of archive; the first one that recognises the content reads it, and other files are CSV. */
export const archiveReaders: readonly ArchiveReader[] = [
  collectdCsv,
  rrd,
  rrdDump,
  whisper,
  prometheusAnswer,
  sysstatFile,
  sysstatJson,
  sysstatCsv,
  sarText,
];
