import type { Sample } from '../analysis/window.ts';
import { OutsideError } from './outside-error.ts';

/**
 * Reads a series: a line `t,value`, then one such pair of numbers a line, times in seconds. An empty value or `nan` is a
 * gap and left out.
 *
 * @param name for messages
 * @throws OutsideError that names the line
 */
export function parseCsvSeries(text: string, name: string): Sample[] {
  const [head, ...lines] = text.split(/\r?\n/);
  if (head?.trim() !== 't,value') throw new OutsideError(`${name}:1: expected the line "t,value"`);
  return lines.flatMap((line, index) => {
    const [time, value, ...rest] = line.split(',').map((field) => field.trim());
    if (time === '' && value === undefined) return [];
    if (value === '' || value?.toLowerCase() === 'nan') return [];
    if (rest.length > 0 || !isNumber(time) || !isNumber(value)) {
      throw new OutsideError(
        `${name}:${index + 2}: expected two numbers, not ${JSON.stringify(line.slice(0, 80))}`,
      );
    }
    return { time: Number(time), value: Number(value) };
  });
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && text !== '' && Number.isFinite(Number(text));
}
