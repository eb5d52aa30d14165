import { z } from 'zod';

/** A schema without the wrappers that make it optional, give it a default or change its output. */
export function bareSchema(schema: z.core.$ZodType): z.core.$ZodType {
  let bare = schema;
  for (;;) {
    if (
      bare instanceof z.ZodOptional ||
      bare instanceof z.ZodNullable ||
      bare instanceof z.ZodExactOptional ||
      bare instanceof z.ZodDefault ||
      bare instanceof z.ZodPrefault
    )
      bare = bare.unwrap();
    else if (bare instanceof z.ZodPipe) bare = bare.in;
    else return bare;
  }
}

/** The options of a section by name; empty for a schema that is no section. */
export function optionsOf(schema: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> {
  const bare = bareSchema(schema);
  if (bare instanceof z.ZodObject) return bare.shape;
  if (!(bare instanceof z.ZodUnion)) return {};
  return Object.assign({}, ...bare.options.map(optionsOf)) as Record<string, z.core.$ZodType>;
}

/** The schema at a path of names and indices; undefined for an unknown path. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let found: z.core.$ZodType | undefined = schema;
  for (const segment of path) {
    if (found === undefined) return undefined;
    const bare = bareSchema(found);
    if (bare instanceof z.ZodRecord) found = bare.valueType;
    else if (bare instanceof z.ZodArray) found = bare.element;
    else {
      const options: Readonly<Record<string, z.core.$ZodType>> = optionsOf(bare);
      found = Object.hasOwn(options, segment) ? options[String(segment)] : undefined;
    }
  }
  return found;
}

/** The default that a schema gives; undefined when it has none. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return schema.def.defaultValue;
  return schema instanceof z.ZodPipe ? defaultOf(schema.in) : undefined;
}
