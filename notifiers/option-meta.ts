import type { z } from 'zod';
import { closestName } from './closest-name.ts';
import { optionsOf } from './option-tree.ts';

/**
 * Documentation of one option of dma.yaml, kept in its schema by `.meta()`. Everything shown to people is made from it.
 */
export interface OptionMeta {
  /** Whole sentences, subject first. Type, range, choices and default are read from the schema and not repeated. */
  readonly description: string;
  /** Valid values, as in dma.yaml; the first one is shown. */
  readonly examples?: readonly unknown[];
  /** The default in words, for an option whose schema has none. */
  readonly defaultText?: string;
  /** The environment variable that is read when the option is left out. */
  readonly variable?: string;
  /** True for a value that may hold a secret: `dma config print` masks it. */
  readonly secret?: boolean;
  /** True when `variable` holds the secret itself, and the option only the path of a file with it. */
  readonly variableIsSecret?: boolean;
  /** Other options of the section, any of which takes the place of this one. */
  readonly replacedBy?: readonly string[];
  /** Other options of the section that the first example needs beside it. */
  readonly beside?: Readonly<Record<string, unknown>>;
  /** The first version that has the option. */
  readonly since: string;
}

declare module 'zod' {
  interface GlobalMeta extends Partial<Omit<OptionMeta, 'description'>> {}
}

/** A section whose options are all optional: it may be left out, or stand there with nothing under it. */
export function section<Options extends z.ZodObject>(schema: Options) {
  return schema.nullish().transform((given) => given ?? schema.parse({}));
}

/**
 * Parameters of a `superRefine` that also runs when single options are wrong, so that all errors are told at once.
 * The rule has to skip options that `brokenOptions` names.
 */
export const evenWhenBroken = {
  when: ({ value }: { readonly value: unknown }): boolean => typeof value === 'object' && value !== null,
};

/**
 * Names of the options that are wrong by themselves, for a rule across several options. Those that a misspelt name
 * probably stands for are among them: what follows from their absence is no complaint of its own.
 */
export function brokenOptions({ issues }: z.RefinementCtx): ReadonlySet<PropertyKey | undefined> {
  return new Set(issues.flatMap((issue) => issue.path?.[0] ?? meantOptions(issue)));
}

function meantOptions(issue: z.RefinementCtx['issues'][number]): readonly (string | undefined)[] {
  if (issue.code !== 'unrecognized_keys' || !issue.inst) return [undefined];
  const known = Object.keys(optionsOf(issue.inst as z.core.$ZodType));
  return issue.keys.map((key) => closestName(key, known));
}
