import type { z } from 'zod';

/** A value with every field of the schema, the optional ones included, so that a new field is in it by itself. */
export function fullSample(schema: z.ZodType): unknown {
  const { def } = schema as unknown as { readonly def: Definition };
  switch (def.type) {
    case 'readonly':
    case 'optional':
    case 'default':
      return fullSample(def.innerType);
    case 'object':
      return Object.fromEntries(
        Object.entries(def.shape).map(([name, field]) => [name, fullSample(field)] as const),
      );
    case 'array':
      return [fullSample(def.element)];
    case 'record':
      return { [String(fullSample(def.keyType))]: fullSample(def.valueType) };
    case 'enum':
      return Object.values(def.entries)[0];
    case 'string':
      return 'text';
    case 'number':
      return 7;
    case 'boolean':
      return true;
    default:
      throw new Error(`no sample for a schema of the kind ${(def as { type: string }).type}`);
  }
}

type Definition =
  | { readonly type: 'readonly' | 'optional' | 'default'; readonly innerType: z.ZodType }
  | { readonly type: 'object'; readonly shape: Readonly<Record<string, z.ZodType>> }
  | { readonly type: 'array'; readonly element: z.ZodType }
  | { readonly type: 'record'; readonly keyType: z.ZodType; readonly valueType: z.ZodType }
  | { readonly type: 'enum'; readonly entries: Readonly<Record<string, string>> }
  | { readonly type: 'string' | 'number' | 'boolean' };
