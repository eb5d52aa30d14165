import type { ArchiveInput } from './archive.ts';

interface Packed {
  readonly name: string;
  /** The first bytes, in hexadecimal digits. */
  readonly magic: string;
  readonly unpacked: string;
}

const packed: readonly Packed[] = [
  { name: 'gzip', magic: '1f8b', unpacked: 'gunzip -k' },
  { name: 'xz', magic: 'fd377a585a00', unpacked: 'unxz -k' },
  { name: 'bzip2', magic: '425a68', unpacked: 'bunzip2 -k' },
  { name: 'zstd', magic: '28b52ffd', unpacked: 'unzstd' },
  { name: 'zip', magic: '504b0304', unpacked: 'unzip' },
];

/** The reason why a file is no archive that is read, where it is a compressed one; undefined otherwise. */
export function complaintAboutPacked({
  path,
  bytes,
}: Pick<ArchiveInput, 'path' | 'bytes'>): string | undefined {
  const head = bytes.toString('hex', 0, 8);
  const found = packed.find(({ magic }) => head.startsWith(magic));
  return found && `${path}: is compressed by ${found.name}; unpack it first: ${found.unpacked} ${path}`;
}

/** The reason why a file is no CSV file, where it is no text of UTF-8; undefined otherwise. */
export function complaintAboutBinary({ path, bytes, head }: ArchiveInput): string | undefined {
  if (/^(?:fffe|feff)/.test(bytes.toString('hex', 0, 2)))
    return `${path}: is text in UTF-16; save it as UTF-8`;
  return head.includes('\0')
    ? `${path}: is a binary file of no kind that is read here; give CSV, RRD, Whisper, or a file of sysstat`
    : undefined;
}

/** The reason why a file is no CSV file, where it is JSON of a program that is not read; undefined otherwise. */
export function complaintAboutJson({ path, head }: Pick<ArchiveInput, 'path' | 'head'>): string | undefined {
  return /^(?:\{\s*"|\[\s*[{[])/.test(head)
    ? `${path}: is JSON, and neither an answer of Prometheus' /api/v1/query_range nor of sadf -j; write it as CSV below a line such as "name,time,value": Graphite does by format=csv, without that line, and InfluxDB by influx -format csv`
    : undefined;
}
