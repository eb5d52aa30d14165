import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { notifiers } from '../../../notifiers/registry.ts';
import { builtIn, configSchema } from '../../../plugins/config/config.ts';
import { targetOptionsSchema } from '../../../plugins/config/target-options.ts';
import { routeSchema } from '../../../plugins/delivery/route-config.ts';
import { bareSchema } from '../../../notifiers/option-tree.ts';
import { factsOf, inYaml, metaOf, type OptionFacts } from './option-facts.ts';
import { commented, commentLines, sampleLines } from './sample-lines.ts';

const head = `# yaml-language-server: $schema=./dma.schema.json
#
# collectd-dma: what is predicted, and who is told.
#
# It belongs to /etc/collectd-dma/dma.yaml. The Debian package has put it there; by hand, copy it. It may be empty or
# missing: then its uncommented lines hold.
# - A comment sign without a space before a name, as in #roundSeconds:, switches an option off. Take the sign off to set
# the option; of a block, take off the first sign of each line.
# - A value marked "default" holds as long as the line is commented out. A value marked "example" does not.
# - \`dma check\` tells all errors and whether everything is in place. \`dma config print\` shows the values in force.
# - The first line is for editors with a YAML language server: \`dma config schema > dma.schema.json\`.
`;

const memory = 'Used memory, a minute ahead: <host>/dma-memory/percent-risk.';
const disk =
  'Every file system that the df plugin of collectd reads, four hours ahead: <host>/dma-disk-root/percent-risk. The blocks reserved for root (df_complex-reserved) are no part of the capacity, because others cannot use them.';
const further = 'Anything else that collectd reads is predicted the same way. Some examples:';

/** The text of conf/dma.yaml. */
export function configSample(): string {
  const options = factsOf(configSchema).map((option) => {
    if (option.name === 'targets') return targetLines(option);
    if (option.name === 'notifiers') return notifierLines(option);
    return sampleLines([option], { redis: {} }, '', false);
  });
  return `${head}\n${options.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** The sample.yaml of a notifier: its options under its name, as they stand under \`notifiers:\`. */
export function notifierSample({ name, options }: NotifierLike): string {
  return `${samplePart({ name, options }).join('\n')}\n`;
}

interface NotifierLike {
  readonly name: string;
  readonly options: z.ZodType;
}

/** @param shown the notifier that each option was described for, by its schema; those are only named again */
function samplePart({ name, options }: NotifierLike, shown = new Map<unknown, string>()): string[] {
  const meta = metaOf(options);
  if (meta === undefined) throw new Error(`the options of ${name} have no description`);
  const given = (meta.examples?.[0] ?? {}) as Record<string, unknown>;
  const own: OptionFacts[] = [];
  const shared = new Map<string, string[]>();
  for (const option of factsOf(options)) {
    const key = option.isSection ? bareSchema(option.schema) : option.schema;
    const first = shown.get(key);
    if (first === undefined) {
      own.push(option);
      shown.set(key, name);
    } else shared.set(first, [...(shared.get(first) ?? []), option.name]);
  }
  return [
    ...commentLines(meta.description, ''),
    `${name}:`,
    ...sampleLines(own, given, '  '),
    ...[...shared].flatMap(([first, names]) => commentLines(`As for ${first}: ${names.join(', ')}.`, '  ')),
  ];
}

function targetLines({ meta }: OptionFacts): string[] {
  const { memory: memoryTarget, disk: diskTarget } = builtIn.targets;
  const others = readFileSync(new URL('further-targets.yaml', import.meta.url), 'utf8').trimEnd();
  return [
    ...commentLines(meta.description, ''),
    'targets:',
    ...commentLines(memory, '  '),
    '  memory:',
    ...sampleLines(factsOf(targetOptionsSchema), memoryTarget, '    ', false),
    '',
    ...commentLines(disk, '  '),
    '  disk:',
    ...Object.entries(diskTarget).map(([name, value]) => `    ${name}: ${inYaml(value)}`),
    '',
    ...commentLines(further, '  '),
    '',
    ...others.split('\n').map((line) => {
      if (line === '') return '';
      return line.startsWith('#') ? `  ${line}` : `  #${line}`;
    }),
  ];
}

/** The log is in force; all others are behind comment signs. Options that two notifiers share are described once. */
function notifierLines({ meta }: OptionFacts): string[] {
  const shown = new Map<unknown, string>();
  const parts = notifiers.map((entry) => {
    const lines = samplePart(entry, shown).map((line) => `  ${line}`);
    if (Object.hasOwn(configSchema.shape.notifiers.parse(undefined), entry.name)) return lines;
    const start = lines.findIndex((line) => !line.startsWith('  # '));
    return [...lines.slice(0, start), ...commented(lines.slice(start), '  ')];
  });
  return [
    ...commentLines(meta.description, ''),
    'notifiers:',
    ...routeLines(),
    ...parts.flatMap((lines) => ['', ...lines]),
  ];
}

/** The option that all notifiers have, with an example of each of its options. */
function routeLines(): string[] {
  const facts = factsOf(routeSchema);
  const about = 'The option `route` of a notifier says which events it gets. Without it, it gets all.';
  const example = ['http-oncall:', '  url: https://oncall.example.org/hook', '  route:'];
  const values = facts.map(({ name, meta }) => `    ${name}: ${inYaml(meta.examples?.[0])}`);
  const [, ...described] = sampleLines([{ ...sectionOf(about), children: facts }], {}, '  ');
  return [
    ...commentLines(about, '  '),
    ...described.filter((line) => line.startsWith('  # ')),
    ...commented(
      [...example, ...values].map((line) => `  ${line}`),
      '  ',
    ),
  ];
}

function sectionOf(description: string): OptionFacts {
  return {
    name: 'route',
    meta: { description, examples: [{}], defaultText: 'all events', since: '0.1.0' },
    schema: routeSchema,
    type: 'section',
    range: '',
    isRequired: false,
    defaultValue: undefined,
    isSection: false,
    children: [],
  };
}
