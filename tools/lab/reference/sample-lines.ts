import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { defaultText, inYaml, type OptionFacts } from './option-facts.ts';

/** Of a line at indentation 0, so that lines in commented blocks stay below 120. */
const width = 114;

/**
 * Options as lines of YAML, each under its description: those of `given` in force, all others behind a comment sign,
 * with their default or an example.
 *
 * A line of a description begins with `# `; a comment sign without a space before a name switches an option off.
 *
 * @param markers false leaves out `# default` and `# example` behind the options in force
 */
export function sampleLines(
  options: readonly OptionFacts[],
  given: Readonly<Record<string, unknown>>,
  indent: string,
  markers = true,
): string[] {
  return options.flatMap((option) => {
    const { name, meta, isSection, children } = option;
    const isGiven = Object.hasOwn(given, name);
    const lines = descriptionLines(option, indent);
    if (isSection) {
      const inside = (isGiven ? given[name] : meta.examples?.[0]) ?? {};
      const body = [
        `${indent}${name}:`,
        ...sampleLines(children, inside as Record<string, unknown>, `${indent}  `, markers || !isGiven),
      ];
      return [...lines, ...(isGiven ? body : commented(body, indent))];
    }
    if (isInPlaceOfGiven(name, options, given))
      return [...lines, ...commentLines(`Example: ${name}: ${inYaml(shownValueOf(option))}`, indent)];
    if (isGiven) return [...lines, valueLine(option, given[name], indent, markers)];
    const beside = Object.entries(meta.beside ?? {}).map(
      ([other, value]) => `${indent}${other}: ${inYaml(value)}`,
    );
    return [
      ...lines,
      ...commented([...beside, valueLine(option, shownValueOf(option), indent, true)], indent),
    ];
  });
}

/** True for an option that cannot stand beside a given one, because it takes its place. */
function isInPlaceOfGiven(
  name: string,
  options: readonly OptionFacts[],
  given: Readonly<Record<string, unknown>>,
): boolean {
  return options.some((other) => Object.hasOwn(given, other.name) && other.meta.replacedBy?.includes(name));
}

/** A text as comment lines, wrapped. No word stands alone on the last line. */
export function commentLines(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + 2 + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  const last = lines.length - 1;
  const space = lines[last]?.lastIndexOf(' ') ?? -1;
  if (space >= 0 && !line.includes(' ')) {
    line = `${lines[last]!.slice(space + 1)} ${line}`;
    lines[last] = lines[last]!.slice(0, space);
  }
  return [...lines, line].map((each) => `${indent}# ${each}`);
}

/** Lines behind comment signs, at this indentation. */
export function commented(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => `${indent}#${line.slice(indent.length)}`);
}

function descriptionLines(option: OptionFacts, indent: string): string[] {
  const { meta, children, isSection } = option;
  const facts = factsText(option, !isSection && option.defaultValue === undefined);
  const inner = isSection ? [] : children.flatMap((child) => innerLines(child, indent));
  return [...commentLines([meta.description, ...facts].join(' '), indent), ...inner];
}

/** An option that is shown within the value of another one. */
function innerLines(option: OptionFacts, indent: string): string[] {
  const { name, meta } = option;
  return commentLines([`- ${name}: ${meta.description}`, ...factsText(option, true)].join(' '), indent);
}

function factsText(option: OptionFacts, withDefault: boolean): string[] {
  const { range, meta, isRequired, type } = option;
  const isEnumeration = / *, */.test(type) && type !== 'true, false';
  const isTold =
    !isEnumeration ||
    type.split(', ').every((choice) => new RegExp(`(^|[ (])${choice}([ ,.:(]|$)`).test(meta.description));
  // One option of several, such as a kind of detector.
  const isChoice = option.schema instanceof z.ZodExactOptional;
  const shownDefault = isEmpty(option.defaultValue) || withDefault;
  return [
    ...(range === '' ? [] : [`Range: ${range}.`]),
    ...(isTold ? [] : [`One of ${type}.`]),
    ...(meta.variable === undefined ? [] : [`Environment: ${meta.variable}.`]),
    ...(isRequired && !isChoice
      ? ['Required.']
      : shownDefault && !(meta.variable !== undefined && meta.defaultText === undefined)
        ? [`Default: ${defaultText(option)}.`]
        : []),
  ];
}

/** The default where it is a value to look at, else the first example. */
function shownValueOf({ defaultValue, meta, name }: OptionFacts): unknown {
  if (defaultValue !== undefined && !isEmpty(defaultValue)) return defaultValue;
  const [example] = meta.examples ?? [];
  if (example === undefined) throw new Error(`the option ${name} has neither a default nor an example`);
  return example;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function valueLine(
  { name, defaultValue }: OptionFacts,
  value: unknown,
  indent: string,
  withMarker: boolean,
): string {
  const text = `${indent}${name}: ${inYaml(value)}`;
  if (!withMarker) return text;
  return `${text}  # ${isDeepStrictEqual(value, defaultValue) ? 'default' : 'example'}`;
}
