import type { z } from 'zod';
import { closestName, didYouMean } from './closest-name.ts';
import { optionsOf, schemaAt } from './option-tree.ts';

/** A defect of one option. */
export interface OptionProblem {
  /** Names and indices that lead to the option, from the top of dma.yaml. */
  readonly path: readonly PropertyKey[];
  /** The rule and, where it helps, the value: what follows the name of the option in a message. */
  readonly rule: string;
}

/** The values that a schema was given, and where they stand. */
export interface CheckedPart {
  readonly schema: z.core.$ZodType;
  readonly given: unknown;
  /** The path of the part in dma.yaml. */
  readonly prefix: readonly PropertyKey[];
  /** Options beside those of the schema that may have been meant. */
  readonly alsoKnown?: readonly string[];
}

/**
 * All complaints of a schema, each as a sentence with the value that it is about.
 *
 * A custom issue with `params: {isWhole: true}` is a whole sentence already: the value stays out of it.
 */
export function problemsOf(error: z.ZodError, part: CheckedPart): OptionProblem[] {
  const problems = error.issues.flatMap((issue) => problemsOfIssue(issue, part));
  const misspelt = new Set(problems.map(({ path, meant }) => meant && String([...path.slice(0, -1), meant])));
  // A misspelt option is also a missing one; the misspelling is the message that helps.
  return problems.filter(({ path, isMissing }) => !isMissing || !misspelt.has(String(path)));
}

type Problem = OptionProblem & { readonly meant?: string | undefined; readonly isMissing?: true };

function problemsOfIssue(issue: z.core.$ZodIssue, part: CheckedPart): Problem[] {
  const { schema, given, prefix, alsoKnown = [] } = part;
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const section = schemaAt(schema, issue.path);
    const own = section ? Object.keys(optionsOf(section)) : [];
    const known = issue.path.length === 0 ? [...own, ...alsoKnown] : own;
    return issue.keys.map((key) => {
      const rule = `there is no such option${didYouMean(key, known)}`;
      return { path: [...path, key], rule, meant: closestName(key, known) };
    });
  }
  if (issue.code === 'custom' && issue.params?.['isWhole']) return [{ path, rule: issue.message }];
  const value = issue.path.reduce<unknown>(
    (node, key) => (node as Record<PropertyKey, unknown> | undefined)?.[key],
    given,
  );
  if (value === undefined) return [{ path, rule: `is missing (${issue.message})`, isMissing: true }];
  const rule = (issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined) ?? issue.message;
  const known = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const hint = typeof value === 'string' ? didYouMean(value, known) : '';
  return [{ path, rule: `${rule}, not ${shownValue(value, 120)}${hint}` }];
}

/** A value as JSON, cut to a number of characters; also one that JSON cannot hold. */
export function shownValue(value: unknown, characters: number): string {
  if (typeof value === 'number') return String(value);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, characters);
  } catch {
    return 'one that holds itself';
  }
}
