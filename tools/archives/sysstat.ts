import { resolve } from 'node:path';
import { z } from 'zod';
import { countOf } from '../../notifiers/count-of.ts';
import type { Sample } from '../../analysis/window.ts';
import { OutsideError } from '../process/command-error.ts';
import { isoSeconds } from '../series/time-range.ts';
import type { ArchivedSeries, ArchiveInput, ArchiveReader } from './archive.ts';
import { outputOf } from './foreign-program.ts';
import { parsedJson } from './parsed-json.ts';

const sadf = {
  program: 'sadf',
  debianPackage: 'sysstat',
  alternative: 'what "sadf -j FILE -- -A" prints on the machine that wrote it',
};

const kind = 'output of sadf -j';

const schema = z.object({
  sysstat: z.object({
    hosts: z.array(
      z.object({
        nodename: z.string(),
        statistics: z.array(
          z.looseObject({
            timestamp: z
              .object({ date: z.string(), time: z.string(), utc: z.number().default(1) })
              .optional(),
          }),
        ),
      }),
    ),
  }),
});

/** The binary files of sysstat, `/var/log/sysstat/sa21`. Their layout depends on its version, so sadf reads them. */
export const sysstatFile: ArchiveReader = {
  kind: 'file of sysstat',
  recognises: ({ bytes }) => isSysstat(bytes),
  open: ({ path }) =>
    seriesOfJson({ path, bytes: Buffer.from(outputOf(path, sadf, ['-j', resolve(path), '--', '-A'])) }),
};

/** @param head the first bytes of a file, or all */
export function isSysstat(head: Buffer): boolean {
  return head.length > 1 && [0x96d5, 0xd596].includes(head.readUInt16BE());
}

/** The output of `sadf -j`. */
export const sysstatJson: ArchiveReader = {
  kind,
  recognises: ({ head }) => /^\{\s*"sysstat"\s*:/.test(head),
  open: seriesOfJson,
};

/** The output of `sadf -p` has no names of columns, and is for other programs. */
const pipedLine = /^\S+\t\d+\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?: UTC)?\t/;

/** Other forms of the output of sysstat, and any other XML: no CSV file either. */
export const otherForm: ArchiveReader = {
  kind: 'output in another form',
  recognises: ({ head }) => head.startsWith('<') || pipedLine.test(head),
  open({ path, head }) {
    const form = head.startsWith('<') ? 'XML, and not of "rrdtool dump"' : 'output of "sadf -p"';
    throw new OutsideError(`${path}: is ${form}; of sysstat give the file, or ${sadf.alternative}`);
  },
};

/** The tables of `sar` are for people: their times have no date, and depend on the language. */
export const sarText: ArchiveReader = {
  kind: 'output of sar',
  recognises: ({ head }) => /^(?:Linux|SunOS|AIX) \S+ \(.*\)\s.*\d/.test(head),
  open({ path }) {
    throw new OutsideError(
      `${path}: is a table of sar for people, whose lines have no date; give the file of sysstat, or ${sadf.alternative}`,
    );
  },
};

function seriesOfJson(input: Pick<ArchiveInput, 'path' | 'bytes'>): readonly ArchivedSeries[] {
  const { hosts } = parsedJson(input, schema, kind).sysstat;
  const found = new Map<string, Sample[]>();
  for (const { nodename, statistics } of hosts) {
    for (const { timestamp, ...figures } of statistics) {
      if (timestamp === undefined) continue;
      const time = isoSeconds(`${timestamp.date} ${timestamp.time}${timestamp.utc === 0 ? '' : 'Z'}`);
      for (const [field, value] of fieldsOf(figures, hosts.length > 1 ? `${nodename}:` : '')) {
        const samples = found.get(field);
        if (samples) samples.push({ time, value });
        else found.set(field, [{ time, value }]);
      }
    }
  }
  if (found.size === 0)
    throw new OutsideError(`${input.path}: has no statistics; sysstat has written none at that time`);
  return Array.from(found, ([name, values]) => ({
    name,
    about: countOf(values.length, 'value'),
    read: () => ({ values, remarks: [] }),
  }));
}

/** Numbers by their path: `memory.memused`, and in a list by its first text: `network.net-dev[eth0].rxkB`. */
function* fieldsOf(figures: object, prefix: string): Generator<[string, number]> {
  for (const [key, value] of Object.entries(figures) as [string, unknown][]) {
    if (typeof value === 'number') yield [prefix + key, value];
    else if (Array.isArray(value)) {
      for (const [index, item] of (value as unknown[]).entries()) {
        if (typeof item !== 'object' || item === null) continue;
        const label = Object.values(item).find((one) => typeof one === 'string') ?? index;
        yield* fieldsOf(item, `${prefix}${key}[${label}].`);
      }
    } else if (typeof value === 'object' && value !== null) yield* fieldsOf(value, `${prefix}${key}.`);
  }
}
