import { countOf } from '../../notifiers/count-of.ts';
import type { Sample } from '../../analysis/window.ts';
import { OutsideError } from '../process/command-error.ts';
import { isoSeconds } from '../series/time-range.ts';
import type { ArchiveReader } from './archive.ts';

const timeColumn = 2;
const firstField = 3;

/** The output of `sadf -d`: lines of fields, below a line of their names for each activity. */
export const sysstatCsv: ArchiveReader = {
  kind: 'output of sadf -d',
  recognises: ({ head }) => head.startsWith('# hostname;interval;timestamp'),
  open({ path, bytes }) {
    const found = new Map<string, Sample[]>();
    let head: readonly string[] = [];
    for (const [index, line] of bytes.toString().split(/\r?\n/).entries()) {
      const fields = line.split(';');
      if (line.startsWith('# ')) head = fields;
      if (line.startsWith('# ') || line === '' || isEvent(fields)) continue;
      const time = timeOf(fields[timeColumn]);
      const names = namesOf(head, fields.length);
      if (Number.isNaN(time) || fields.length !== names.length)
        throw new OutsideError(
          `${path}:${index + 1}: expected ${names.length} fields with a time, as sadf -d prints them; remove the line`,
        );
      const key = isKey(names[firstField]!) ? `${names[firstField]}[${fields[firstField]}].` : '';
      for (let column = firstField + (key === '' ? 0 : 1); column < fields.length; column++) {
        const name = key + names[column];
        const sample = { time, value: fields[column] === '' ? Number.NaN : Number(fields[column]) };
        const samples = found.get(name);
        if (samples) samples.push(sample);
        else found.set(name, [sample]);
      }
    }
    if (found.size === 0) throw new OutsideError(`${path}: has no statistics below its first line`);
    return Array.from(found, ([name, values]) => ({
      name,
      about: countOf(values.length, 'value'),
      read: () => ({ values, remarks: [] }),
    }));
  },
};

/** The last name may stand for several fields, such as `CPU*` for the interrupts of each CPU: they are numbered. */
function namesOf(head: readonly string[], fields: number): readonly string[] {
  const last = head.at(-1)!;
  if (!last.endsWith('*') || fields <= head.length) return head;
  const others = head.slice(0, -1);
  return [
    ...others,
    ...Array.from({ length: fields - others.length }, (_, place) => `${last}[${place + 1}]`),
  ];
}

/** The line of a restart, or of a comment, has a text in place of the values. */
function isEvent(fields: readonly string[]): boolean {
  return /^(?:LINUX-RESTART|COM)\b/.test(fields[firstField] ?? '');
}

/** Names of what is told apart are in capitals, such as CPU, DEV and IFACE. */
function isKey(name: string): boolean {
  return /^[A-Z]+$/.test(name);
}

/** `2026-11-21 08:50:01 UTC`, local time without it, or epoch seconds. */
function timeOf(text = ''): number {
  return /^\d+$/.test(text) ? Number(text) : isoSeconds(text);
}
