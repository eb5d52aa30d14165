import { readBytes } from '../series/csv-series.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ArchivedSeries } from './archive.ts';
import { headOf, type FoundFile } from './found-files.ts';
import { aboutWhisper, maxHeadBytes, whisper } from './whisper.ts';

const noHeader = 'does not begin as a .wsp file does; copy it again as a binary file, and whole';

/** The series of Whisper files, by their heads: the rest is read when it is asked for. */
export function seriesOfWhisperFiles(files: readonly FoundFile[]): ArchivedSeries[] {
  return files.map(({ path, name }) => ({
    name: name.slice(0, -'.wsp'.length),
    ...(aboutWhisper(headOf(path, maxHeadBytes)) ?? { about: noHeader }),
    read: (consolidation, stepSeconds) => {
      const input = { path, bytes: readBytes(path), head: '' };
      if (!whisper.recognises(input)) throw new OutsideError(`${path}: ${noHeader}`);
      return whisper.open(input)[0]!.read(consolidation, stepSeconds);
    },
  }));
}
