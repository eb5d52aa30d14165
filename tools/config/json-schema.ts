import { z } from 'zod';
import type { OptionMeta } from '../../notifiers/option-meta.ts';
import { notifiers } from '../../notifiers/registry.ts';
import { configSchema } from '../../plugins/config/config.ts';
import { routeSchema } from '../../plugins/delivery/route-config.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Fields of our metadata that JSON Schema does not know. */
const ownFields = [
  'defaultText',
  'variable',
  'variableIsSecret',
  'secret',
  'replacedBy',
  'beside',
  'since',
] as const satisfies readonly Exclude<keyof OptionMeta, 'description' | 'examples'>[];

/**
 * The JSON Schema of dma.yaml (draft 7, which editors know best). It finds misspelt options and wrong types; rules
 * across options are only known to `dma check`.
 */
export function configJsonSchema(): JsonSchema {
  // The file may leave out `targets`: then those that are built in hold.
  const { required: _required, ...schema } = jsonSchemaOf(configSchema);
  const route = jsonSchemaOf(routeSchema);
  const description = 'The events that this notifier gets. Without it, it gets all.';
  const ofKind = notifiers.map(({ name, options }): [string, JsonSchema] => {
    const own = jsonSchemaOf(options);
    const withRoute = { ...own, properties: { ...own.properties, route: { ...route, description } } };
    return [`^${name}(-[A-Za-z0-9_.-]{1,60})?$`, { anyOf: [withRoute, { type: 'null' }] }];
  });
  const properties = schema.properties as Record<string, JsonSchema>;
  const { description: about, default: standard } = properties['notifiers']!;
  return {
    ...schema,
    title: 'dma.yaml of collectd-dma',
    properties: {
      ...properties,
      notifiers: {
        type: 'object',
        description: about!,
        default: standard,
        patternProperties: Object.fromEntries(ofKind),
        additionalProperties: false,
      },
    },
  };
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  return schema === configSchema ? { $schema: $schema!, ...json } : json;
}

/** Moves our own metadata into the description, and drops what not every validator understands. */
function simplify(json: JsonSchema & Partial<OptionMeta>): void {
  const { defaultText, variable } = json;
  const facts = [
    ...(defaultText === undefined ? [] : [`Default: ${defaultText}.`]),
    ...(variable === undefined ? [] : [`Environment: ${variable}.`]),
  ];
  if (json.description !== undefined) json.description = [json.description, ...facts].join(' ');
  for (const field of ownFields) delete json[field];
  // Character classes of Unicode are unknown to many; zod's bounds of integers are those of JavaScript.
  if (json.pattern?.includes(String.raw`\p{`) === true) delete json.pattern;
  // Not a format of JSON Schema.
  if (String(json.format) === 'includes') delete json.format;
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
}

/** The text of conf/dma.schema.json, which `dma config schema` prints. */
export function formatConfigJsonSchema(): string {
  return `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`;
}
