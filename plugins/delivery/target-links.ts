import { z } from 'zod';
import type { AlertEvent, EventLinks } from '../../notifiers/event/alert-event.ts';

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;
const fields: ReadonlySet<string> = new Set(['host', 'resource']);

const link = z
  .string()
  .max(2000)
  .refine(
    isLink,
    'expected an http or https address, in which {{host}} and {{resource}} stand for those of the alert',
  );

/** The `links:` of a target in dma.yaml. */
export const linksSchema = z.strictObject({
  runbook: link.optional().meta({
    description: 'The page that says what to do: the annotation runbook_url of Alertmanager.',
    examples: ['https://wiki.example.org/runbooks/memory#{{host}}'],
    defaultText: 'none',
    since: '0.2.0',
  }),
  graph: link.optional().meta({
    description: 'The graph of the resource: the generatorURL of Alertmanager.',
    examples: ['https://grafana.example.org/d/memory?var-host={{host}}'],
    defaultText: 'none',
    since: '0.2.0',
  }),
});

/** The links of the targets that have any, by the name of the target. */
export type LinksByTarget = Readonly<Record<string, z.output<typeof linksSchema> | undefined>>;

/**
 * The links of an alert about a resource, with its host and resource in them.
 *
 * @param links by target
 * @returns undefined for other alerts, and for a target without links
 */
export function linksOf({ kind, host, resource }: AlertEvent, links: LinksByTarget): EventLinks | undefined {
  // The name of a target has no hyphen; the parts that wildcards matched follow it.
  const target = resource.split('-', 1)[0]!;
  const isOfTarget = kind === 'exhaustion' || kind === 'anomaly';
  const own = isOfTarget && Object.hasOwn(links, target) ? links[target] : undefined;
  if (!own?.runbook && !own?.graph) return undefined;
  const filled = (text: string): string =>
    text.replaceAll(placeholder, (_, name) =>
      encodeURIComponent((name === 'host' ? host : resource).toWellFormed()),
    );
  return {
    ...(own.runbook !== undefined && { runbook: filled(own.runbook) }),
    ...(own.graph !== undefined && { graph: filled(own.graph) }),
  };
}

function isLink(text: string): boolean {
  if ([...text.matchAll(placeholder)].some(([, name]) => !fields.has(name!))) return false;
  const filled = text.replaceAll(placeholder, 'x');
  return !/[{}\s]/.test(filled) && URL.canParse(filled) && /^https?:\/\/[^/]/i.test(filled);
}
