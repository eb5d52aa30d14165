import { OutsideError } from '../process/command-error.ts';
import type { OpenArchive } from './archive.ts';
import { dayFile, seriesOfDayFiles } from './collectd-csv.ts';
import { filesBelow, headOf } from './found-files.ts';
import { seriesOfRrdFiles } from './rrd-folder.ts';
import { isSysstat } from './sysstat.ts';
import { seriesOfWhisperFiles } from './whisper-folder.ts';

/** Sysstat's names for a day: `sa21`, `sa20261121`. */
const dailyFile = /(?:^|\/)sa\d{2,8}$/;

/**
 * The series below a folder: that of collectd's csv or rrdtool plugin, of a host or of a plugin in it, or the tree of
 * Graphite. Each has its path below the folder as its name.
 *
 * @throws OutsideError for a folder without any, or one that cannot be read
 */
export function openFolder(folder: string): OpenArchive {
  const files = filesBelow(folder);
  const kinds = [
    {
      kind: "collectd's csv plugin",
      series: seriesOfDayFiles(files.filter(({ name }) => dayFile.test(name))),
    },
    { kind: 'RRD files', series: seriesOfRrdFiles(files.filter(({ name }) => name.endsWith('.rrd'))) },
    {
      kind: 'Whisper files',
      series: seriesOfWhisperFiles(files.filter(({ name }) => name.endsWith('.wsp'))),
    },
  ].filter(({ series }) => series.length > 0);
  if (kinds.length === 0) {
    const ofSysstat = files.findLast(({ path, name }) => dailyFile.test(name) && isSysstat(headOf(path, 2)));
    if (ofSysstat)
      throw new OutsideError(
        `${folder}: holds files of sysstat; give one of them, such as ${ofSysstat.path}`,
      );
    throw new OutsideError(
      `${folder}: holds no RRD or Whisper files, and none of collectd's csv plugin, such as memory/memory-used-2026-11-21; any other file is given by itself`,
    );
  }
  return {
    kind: `folder of ${kinds.map(({ kind }) => kind).join(' and ')}`,
    series: kinds.flatMap(({ series }) => series).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
