import type { Sample } from '../../analysis/window.ts';

/** How several values became one in the coarser parts of an archive. */
export const consolidations = ['max', 'min', 'average', 'last'] as const;
export type Consolidation = (typeof consolidations)[number];

/** The values of a series by increasing times; NaN for a gap. */
export interface ArchivedValues {
  readonly values: Iterable<Sample>;
  /** The part of the archive that was used, and what was left out: phrases for people. */
  readonly remarks: readonly string[];
}

/** One of the series in an archive. */
export interface ArchivedSeries {
  /** Unique in its archive: `used`, `memory/memory-used`, `cpu-load[all].idle`. */
  readonly name: string;
  /** A phrase for people, such as `GAUGE, 10 s to 35136 s apart`. */
  readonly about: string;
  /** Seconds between values, where it is kept in several resolutions: read takes one of them. */
  readonly steps?: readonly number[];
  /**
   * @param stepSeconds one of `steps` (default: all, the finest where it reaches)
   * @throws OutsideError
   */
  readonly read: (consolidation: Consolidation, stepSeconds?: number) => ArchivedValues;
}

/** An archive that was recognised. */
export interface OpenArchive {
  /** For people: `RRD file`. */
  readonly kind: string;
  readonly series: readonly ArchivedSeries[];
}

/** A file, as given. */
export interface ArchiveInput {
  readonly path: string;
  readonly bytes: Buffer;
  /** The beginning of the content, without a byte order mark and spaces. */
  readonly head: string;
}

/** Reads what one kind of program has kept. */
export interface ArchiveReader {
  /** For people: `RRD file`. */
  readonly kind: string;
  /** Content decides, not the name. */
  readonly recognises: (input: ArchiveInput) => boolean;
  /** @throws OutsideError when it is damaged, or another program is needed that is missing */
  readonly open: (input: ArchiveInput) => readonly ArchivedSeries[];
}
