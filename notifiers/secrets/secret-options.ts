import { z } from 'zod';
import { optionsOf } from '../option-tree.ts';

/** The texts of options that a schema marks as `secret`, in the given values. */
export function secretOptionsOf(schema: z.core.$ZodType, given: unknown): string[] {
  const meta = z.globalRegistry.get(schema);
  if (meta?.secret === true) return textsIn(given);
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(optionsOf(schema)).flatMap(([name, option]) =>
    secretOptionsOf(option, (given as Record<string, unknown>)[name]),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
