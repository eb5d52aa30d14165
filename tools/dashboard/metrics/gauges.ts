import { Gauge, type Registry } from 'prom-client';
import { replaceUnprintable } from '../../../notifiers/printable.ts';

/** Sets values of one metric; a value that is undefined or not finite is left out, with its labels. */
export type SetValue = (value: number | undefined, labels?: Readonly<Record<string, string>>) => void;

/** Adds a metric to a registry. Labels come from identifiers, which may hold anything. */
export function gauge(
  registers: Registry,
  name: string,
  help: string,
  labelNames: readonly string[] = [],
): SetValue {
  const made = new Gauge({ name, help, labelNames, registers: [registers] });
  // prom-client shows 0 for a metric without labels before it is set.
  if (labelNames.length === 0) made.remove();
  return (value, labels = {}) => {
    if (value === undefined || !Number.isFinite(value)) return;
    const printable = Object.entries(labels).map(([label, text]) => [label, replaceUnprintable(text, '?')]);
    made.set(Object.fromEntries(printable) as Record<string, string>, value);
  };
}
