import { stringify } from 'yaml';
import { z } from 'zod';
import type { OptionMeta } from '../../../notifiers/option-meta.ts';
import { defaultOf, optionsOf } from '../../../notifiers/option-tree.ts';

/** Facts about one option of dma.yaml, all from its schema. */
export interface OptionFacts {
  readonly name: string;
  readonly meta: OptionMeta;
  readonly schema: z.core.$ZodType;
  /** Such as `text`, `integer` or `dma, all`. */
  readonly type: string;
  /** Such as `0.05 to 3600`; empty without bounds. */
  readonly range: string;
  readonly isRequired: boolean;
  /** Undefined when the schema gives none. */
  readonly defaultValue: unknown;
  /** True for a section that may stand there empty. */
  readonly isSection: boolean;
  /** Options under it; empty for a plain value. */
  readonly children: readonly OptionFacts[];
}

/** The facts about each option of a schema, in its order. */
export function factsOf(schema: z.core.$ZodType): OptionFacts[] {
  return Object.entries(optionsOf(schema)).flatMap(([name, option]) => {
    const meta = metaOf(option);
    // Options within one of several forms of a value belong to the description of the value.
    if (meta === undefined) return [];
    const json = jsonOf(option);
    return {
      name,
      meta,
      schema: option,
      type: typeText(json),
      range: rangeText(json),
      isRequired: !z.safeParse(option, undefined).success,
      defaultValue: defaultOf(option),
      isSection: z.safeParse(option, null).success,
      children: factsOf(option),
    };
  });
}

/** The documentation of a schema; undefined when it has none. */
export function metaOf(schema: z.core.$ZodType): OptionMeta | undefined {
  return z.globalRegistry.get(schema) as OptionMeta | undefined;
}

/** A value as YAML in one line. */
export function inYaml(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    lineWidth: 0,
  }).trim();
}

/** The default in words: that of the schema as YAML, or the one in the documentation; `required` for neither. */
export function defaultText({ defaultValue, meta, isRequired, isSection }: OptionFacts): string {
  if (defaultValue !== undefined) return inYaml(defaultValue);
  if (meta.defaultText !== undefined) return meta.defaultText;
  if (meta.variable !== undefined) return `from ${meta.variable}`;
  return isRequired ? 'required' : isSection ? 'all defaults' : 'none';
}

type Json = z.core.JSONSchema.BaseSchema;

function jsonOf(schema: z.core.$ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

function typeText(json: Json): string {
  if (json.const !== undefined) return String(json.const);
  if (json.enum) return json.enum.join(', ');
  if (json.anyOf) {
    const forms = json.anyOf.filter(({ type }) => type !== 'null').map((form) => typeText(form));
    return [...new Set(forms.flatMap((form) => form.split(' or ')))].join(' or ');
  }
  if (json.type === 'array') return `list of ${typeText(json.items as Json)}`;
  if (json.type === 'object') return json.additionalProperties === false ? 'section' : 'mapping';
  const types = [json.type ?? 'any'].flat();
  return types.map((type) => simpleNames[type] ?? type).join(' or ');
}

const simpleNames: Readonly<Record<string, string>> = { string: 'text', boolean: 'true, false' };

function rangeText({ minimum, maximum, exclusiveMinimum }: Json): string {
  const least = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (least !== undefined) return most === undefined ? `at least ${least}` : `${least} to ${most}`;
  return exclusiveMinimum === undefined ? '' : `above 0, at most ${most}`;
}
