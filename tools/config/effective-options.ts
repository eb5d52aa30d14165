import { z } from 'zod';
import type { OptionMeta } from '../../notifiers/option-meta.ts';
import { notifierEntry } from '../../notifiers/registry.ts';
import { builtIn, configSchema } from '../../plugins/config/config.ts';
import type { ConfigText } from '../../plugins/config/config-text.ts';
import { checkWhole } from '../../plugins/config/configured-notifiers.ts';
import { bareSchema, defaultOf, optionsOf } from '../../notifiers/option-tree.ts';
import { targetOptionsSchema } from '../../plugins/config/target-options.ts';
import { routeSchema } from '../../plugins/delivery/route-config.ts';

/** Where the value of an option comes from. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'default' }
  | { readonly kind: 'environment'; readonly variable: string };

/** An option with the value in force. */
export interface EffectiveOption {
  /** Names and indices from the top of dma.yaml. */
  readonly path: readonly string[];
  /** As in dma.yaml; undefined when the default can only be told in words. */
  readonly value: unknown;
  /** The default in words, where there is no value. */
  readonly words?: string;
  readonly origin: Origin;
}

type Environment = (name: string) => string | undefined;
type Section = Readonly<Record<string, unknown>>;

/**
 * All options of a configuration with their values in force and the origin of each. Values that may hold a secret are
 * masked.
 *
 * @throws ConfigError when the configuration is wrong
 */
export function effectiveOptions(text: ConfigText, env: Environment): EffectiveOption[] {
  const { checked } = checkWhole(text);
  const walk = new Walk(text, env);
  const { targets: _targets, notifiers: _notifiers, ...top } = configSchema.shape;
  const targets = (text.values['targets'] ?? builtIn.targets) as Readonly<Record<string, Section>>;
  return [
    ...walk.section(z.strictObject(top), text.values, []),
    ...Object.entries(targets).flatMap(([name, given]) =>
      walk.section(targetOptionsSchema, given, ['targets', name]),
    ),
    ...checked.flatMap(({ name, kind, options }) => {
      const path = ['notifiers', name];
      const given = (text.values['notifiers'] as Record<string, Section | null> | undefined)?.[name];
      const route = (given?.['route'] ?? {}) as Section;
      return [
        ...walk.section(notifierEntry(kind!).options, (options ?? {}) as Section, path),
        ...walk.section(routeSchema, route, [...path, 'route']),
      ];
    }),
  ];
}

class Walk {
  readonly #text: ConfigText;
  readonly #env: Environment;

  constructor(text: ConfigText, env: Environment) {
    this.#text = text;
    this.#env = env;
  }

  section(schema: z.core.$ZodType, given: Section, path: readonly string[]): EffectiveOption[] {
    const options = optionsOf(schema);
    return Object.entries(options).flatMap(([name, option]) => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      const isReplaced = metaOf(option).replacedBy?.some((other) => this.#isInForce(other, options, given));
      return value === undefined && isReplaced === true ? [] : this.#option(option, value, [...path, name]);
    });
  }

  #option(schema: z.core.$ZodType, given: unknown, path: readonly string[]): EffectiveOption[] {
    const meta = metaOf(schema);
    const isOptionalSection = z.safeParse(schema, null).success;
    if (bareSchema(schema) instanceof z.ZodObject && (isOptionalSection || isSection(given)))
      return this.section(schema, isSection(given) ? given : {}, path);
    if (given !== undefined && given !== null) {
      const value = meta.secret === true ? masked(given) : given;
      const place = this.#text.placeOf(path);
      return [
        {
          path,
          value,
          origin: place ? { kind: 'file', file: this.#text.file, ...place } : { kind: 'default' },
        },
      ];
    }
    const { variable } = meta;
    const found = variable === undefined ? undefined : this.#env(variable) || undefined;
    if (variable !== undefined && found !== undefined) {
      const value = meta.variableIsSecret === true ? masked(found) : found;
      return [{ path, value, origin: { kind: 'environment', variable } }];
    }
    const value = defaultOf(schema);
    const origin = { kind: 'default' } as const;
    if (value !== undefined) return [{ path, value, origin }];
    return [{ path, value, words: meta.defaultText ?? 'none', origin }];
  }

  /** True for an option that the file gives, or the environment where nothing in the file replaces it. */
  #isInForce(name: string, options: Readonly<Record<string, z.core.$ZodType>>, given: Section): boolean {
    if (Object.hasOwn(given, name)) return true;
    const { variable, replacedBy = [] } = metaOf(options[name]!);
    if (variable === undefined || !this.#env(variable)) return false;
    return !replacedBy.some((other) => Object.hasOwn(given, other));
  }
}

function metaOf(schema: z.core.$ZodType): Partial<OptionMeta> {
  return (z.globalRegistry.get(schema) ?? {}) as Partial<OptionMeta>;
}

const mask = '***';

/** A value of which a reader only learns that it is there; of a URL also the origin, and of a mapping the names. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (isSection(value)) return Object.fromEntries(Object.keys(value).map((name) => [name, mask]));
  if (typeof value === 'string' && URL.canParse(value) && new URL(value).origin !== 'null')
    return `${new URL(value).origin}/${mask}`;
  return mask;
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
