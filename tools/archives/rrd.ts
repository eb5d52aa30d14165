import { resolve } from 'node:path';
import type { ArchivedSeries, ArchiveReader } from './archive.ts';
import { outputOf } from './foreign-program.ts';
import { seriesOfDump } from './rrd-dump.ts';

export const rrdtool = {
  program: 'rrdtool',
  debianPackage: 'rrdtool',
  alternative: 'the XML that "rrdtool dump" prints on the machine that wrote it',
};

/** Files of rrdtool. Their layout depends on the machine, so rrdtool itself reads them. */
export const rrd: ArchiveReader = {
  kind: 'RRD file',
  recognises: ({ head }) => head.startsWith('RRD\0'),
  open: ({ path }) => dumpedSeries(path),
};

/** Its data sources, by a dump. @throws OutsideError */
export function dumpedSeries(path: string): readonly ArchivedSeries[] {
  return seriesOfDump(outputOf(path, rrdtool, ['dump', resolve(path)]), path);
}

/** The output of `rrdtool dump`. */
export const rrdDump: ArchiveReader = {
  kind: 'dump of an RRD file',
  recognises: ({ head }) => /^(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE rrd|<!-- Round Robin|<rrd>)/.test(head),
  open: ({ path, bytes }) => seriesOfDump(bytes.toString(), path),
};
