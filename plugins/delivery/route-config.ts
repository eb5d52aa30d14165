import { z } from 'zod';
import { muteForms, parseMuteWindow, type MuteWindow } from './mute-window.ts';

/** A glob over names: `*` stands for any characters, `?` for one, `{a,b}` for one of these words. */
const glob = z
  .string()
  .min(1)
  .transform(
    (text) => new RegExp(`^(?:${text.replaceAll(/[*?]|\{[^{}*?]*\}|[^*?{]+|\{/g, expressionOf)})$`, 's'),
  );

const globs = z
  .array(glob, { error: 'expected a list of names with *, ? and {a,b}, such as [memory, "disk*"]' })
  .min(1, 'name at least one, or leave it out')
  .optional();

const mute = z.string().transform((text, context): MuteWindow => {
  const window = parseMuteWindow(text);
  if (window) return window;
  context.addIssue({ code: 'custom', message: muteForms, input: text });
  return z.NEVER;
});

/** The `route:` of a notifier in dma.yaml: which events it is given. */
export const routeSchema = z.strictObject({
  /** Targets, such as `disk`, or resources, such as `disk-root`. (Default: all) */
  targets: globs,
  /** Hosts, as collectd names them. (Default: all) */
  hosts: globs,
  /** An episode is told of from this severity on, and then to its end. (Default: WARNING) */
  minimumSeverity: z.enum(['WARNING', 'FAILURE']).default('WARNING'),
  /** When nothing new is told; what is still going on afterwards is told then. (Default: never) */
  mute: z.array(mute, { error: 'expected a list, such as ["22:00..06:00"]' }).default([]),
  /** More events than this within so many seconds are summed up into one. (Default: no limit) */
  atMost: z
    .strictObject({
      events: z.number().int().min(1).max(100_000),
      seconds: z.number().min(1).max(86_400),
    })
    .optional(),
});

export type Route = z.output<typeof routeSchema>;

/** Everything, at any time. */
export const openRoute: Route = routeSchema.parse({});

function expressionOf(piece: string): string {
  if (piece === '*') return '.*';
  if (piece === '?') return '.';
  if (!piece.startsWith('{') || piece === '{') return literally(piece);
  return `(?:${piece.slice(1, -1).split(',').map(literally).join('|')})`;
}

function literally(text: string): string {
  return text.replaceAll(/[.+^${}()|[\]\\/]/g, String.raw`\$&`);
}
