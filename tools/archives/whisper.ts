import type { Sample } from '../../analysis/window.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ArchivedValues, ArchiveReader } from './archive.ts';
import { joinResolutions, type Resolution } from './resolutions.ts';

/** Aggregation methods by their numbers. */
const methods = ['average', 'sum', 'last', 'max', 'min', 'avg_zero', 'absmax', 'absmin'] as const;
type Method = (typeof methods)[number];

/** Big-endian: method, longest retention, share of known values (a float), number of archives. */
const headerBytes = 16;
/** Offset, seconds per point, points. */
const archiveHeaderBytes = 12;
/** Time, and value as a double. */
const pointBytes = 12;
const maxArchives = 100;
/** The header is not longer. */
export const maxHeadBytes = headerBytes + maxArchives * archiveHeaderBytes;

/** One archive by its header. */
interface Archive {
  readonly offset: number;
  readonly stepSeconds: number;
  readonly points: number;
}

interface Header {
  readonly method: Method;
  readonly archives: readonly Archive[];
}

/** Files of Graphite's carbon: one series in archives of growing step. */
export const whisper: ArchiveReader = {
  kind: 'Whisper file',
  recognises: ({ bytes }) => headerOf(bytes) !== undefined,
  open({ path, bytes }) {
    const { method, archives } = headerOf(bytes)!;
    const missing =
      Math.max(...archives.map(({ offset, points }) => offset + points * pointBytes)) - bytes.length;
    if (missing > 0)
      throw new OutsideError(`${path}: ends ${missing} bytes too early for its header; copy the file again`);
    return [
      {
        name: 'value',
        ...aboutWhisper(bytes)!,
        read: (asked, stepSeconds) => {
          const used = archives.filter((one) => one.stepSeconds === (stepSeconds ?? one.stepSeconds));
          return valuesOf(bytes, { method, archives: used }, asked);
        },
      },
    ];
  },
};

/**
 * A phrase for people, and the steps, by the head of a file.
 *
 * @returns undefined for what is no such file
 */
export function aboutWhisper(head: Buffer): { about: string; steps: readonly number[] } | undefined {
  const header = headerOf(head);
  if (!header) return undefined;
  const steps = header.archives.map(
    ({ stepSeconds, points }) => `every ${stepSeconds} s for ${stepSeconds * points} s`,
  );
  return {
    about: `${header.method}, ${steps.join(', ')}`,
    steps: header.archives.map(({ stepSeconds }) => stepSeconds),
  };
}

/** Undefined for what is no such file. */
function headerOf(bytes: Buffer): Header | undefined {
  if (bytes.length < headerBytes + archiveHeaderBytes) return undefined;
  const method = methods[bytes.readUInt32BE(0) - 1];
  const longestSeconds = bytes.readUInt32BE(4);
  const share = bytes.readFloatBE(8);
  const count = bytes.readUInt32BE(12);
  const end = headerBytes + count * archiveHeaderBytes;
  if (method === undefined || !(share >= 0 && share <= 1) || count < 1 || count > maxArchives)
    return undefined;
  if (end > bytes.length) return undefined;
  const archives = Array.from({ length: count }, (_, index) => {
    const at = headerBytes + index * archiveHeaderBytes;
    const [offset, stepSeconds, points] = [0, 4, 8].map((field) => bytes.readUInt32BE(at + field));
    return { offset: offset!, stepSeconds: stepSeconds!, points: points! };
  });
  const longest = Math.max(...archives.map(({ stepSeconds, points }) => stepSeconds * points));
  return archives[0]!.offset === end && longest === longestSeconds ? { method, archives } : undefined;
}

function valuesOf(bytes: Buffer, { method, archives }: Header, asked: string): ArchivedValues {
  // Sums over a longer step are of another size than those of the finest one.
  const used = method === 'sum' ? archives.slice(0, 1) : archives;
  const read = used.map((archive) => pointsOf(bytes, archive));
  const newest = Math.max(...read.flatMap(({ values }) => values.at(-1)?.time ?? []));
  const current = read.map(({ stepSeconds, values }, index): Resolution => {
    // A place that was not written in this turn of the ring still has a point of an earlier one.
    const oldest = newest - stepSeconds * used[index]!.points;
    return { stepSeconds, values: values.filter(({ time }) => time > oldest) };
  });
  const { values, remarks } = joinResolutions(current, 'start');
  const name = method === asked || archives.length === 1 ? method : `the file keeps ${method}, not ${asked};`;
  const sums = used.length < archives.length ? ['coarser archives of sums are left out'] : [];
  return { values, remarks: [...remarks.map((remark) => `${name} ${remark}`), ...sums] };
}

function pointsOf(bytes: Buffer, { offset, stepSeconds, points }: Archive): Resolution {
  const values: Sample[] = [];
  for (let at = offset; at < offset + points * pointBytes; at += pointBytes) {
    const time = bytes.readUInt32BE(at);
    if (time > 0) values.push({ time, value: bytes.readDoubleBE(at + 4) });
  }
  return { stepSeconds, values: values.sort((a, b) => a.time - b.time) };
}
