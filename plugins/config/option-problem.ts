import { z } from 'zod';
import { closestName, didYouMean } from '../../notifiers/closest-name.ts';
import { secretName } from '../../notifiers/secrets/known-secrets.ts';
import { optionsOf, schemaAt } from '../../notifiers/option-tree.ts';

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
  if (value === undefined) return [{ path, rule: missingRule(issue), isMissing: true }];
  const rule = ruleOf(issue);
  const known = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const hint = typeof value === 'string' ? didYouMean(value, known) : '';
  const plain = shownValue(value, 120);
  const isHidden = plain.length > maxPlainCharacters && mayHoldSecret(schema, issue.path);
  const shown = isHidden ? kindOf(value) : plain;
  return [{ path, rule: `${rule}, not ${shown}${hint}` }];
}

/** A shorter value, in quotes, is no secret; see `KnownSecrets`. */
const maxPlainCharacters = 7;

/** True for an option that is a secret, names the file of one, or is a section with such an option in it. */
function mayHoldSecret(schema: z.core.$ZodType, path: readonly PropertyKey[]): boolean {
  const around = path.map((_, index) => schemaAt(schema, path.slice(0, index + 1)));
  if (around.some((option) => option && z.globalRegistry.get(option)?.secret === true)) return true;
  const own = path.length === 0 ? schema : around.at(-1);
  return isSecretName(path.at(-1) ?? '') || (own !== undefined && hasSecretOption(own));
}

function hasSecretOption(section: z.core.$ZodType): boolean {
  return Object.entries(optionsOf(section)).some(
    ([name, option]) =>
      isSecretName(name) || z.globalRegistry.get(option)?.secret === true || hasSecretOption(option),
  );
}

/** Also `notifiers`, whose options each notifier knows. */
function isSecretName(name: PropertyKey): boolean {
  return name === 'notifiers' || secretName.test(String(name));
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a section';
  return nouns[typeof value] ?? typeof value;
}

/** Nouns for what YAML calls otherwise, or not at all. */
const nouns: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'an integer',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section',
  record: 'a section',
};

/** The rule of an option that is missing. A schema that words it itself begins with the same two words. */
function missingRule(issue: z.core.$ZodIssue): string {
  const rule = ruleOf(issue);
  return rule.startsWith('is missing') ? rule : `is missing (${rule})`;
}

/** The rule that a value broke, in words. The library's own words stay where it has none of these issues. */
function ruleOf(issue: z.core.$ZodIssue): string {
  if (!libraryWords.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${nouns[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
      if (issue.origin === 'string') return 'must not be empty';
      if (issue.origin === 'array') return `must have at least ${issue.minimum} ${entries(issue.minimum)}`;
      return `must be ${issue.inclusive ? 'at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `must have at most ${issue.maximum} characters`;
      if (issue.origin === 'array') return `must have at most ${issue.maximum} ${entries(issue.maximum)}`;
      return `must be ${issue.inclusive ? 'at most' : 'below'} ${issue.maximum}`;
    case 'invalid_key':
      return issue.issues[0] ? ruleOf(issue.issues[0]) : issue.message;
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
  }
  return issue.message;
}

const libraryWords = /^(?:Invalid |Too (?:small|big))/;

const entries = (count: number | bigint): string => (count === 1 ? 'entry' : 'entries');

/** A value as JSON, cut to a number of characters; also one that JSON cannot hold. */
export function shownValue(value: unknown, characters: number): string {
  if (typeof value === 'number') return String(value);
  try {
    return (JSON.stringify(value) ?? String(value)).slice(0, characters);
  } catch {
    return 'one that holds itself';
  }
}
