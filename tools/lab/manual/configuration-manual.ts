import { notifiers } from '../../../notifiers/registry.ts';
import { configSchema } from '../../../plugins/config/config.ts';
import { targetOptionsSchema } from '../../../plugins/config/target-options.ts';
import { routeSchema } from '../../../plugins/delivery/route-config.ts';
import { bareSchema } from '../../../notifiers/option-tree.ts';
import { defaultText, factsOf, inYaml, metaOf, type OptionFacts } from '../reference/option-facts.ts';
import { entry, example, heading, manualPage, paragraph, reference, seeAlso, subheading } from './roff.ts';
import type { ManualOrigin } from './roff.ts';

/** dma.yaml(5): every option with its type, range, default and description, from the schemas. */
export function configurationManual(origin: ManualOrigin): string {
  const top = factsOf(configSchema);
  const shown = new Set<unknown>();
  const notifierParts = notifiers.flatMap(({ name, options }) => {
    const facts = factsOf(options);
    const inner = facts
      .filter(({ isSection }) => isSection)
      .flatMap((section) => {
        const key = bareSchema(section.schema);
        if (shown.has(key)) return [];
        shown.add(key);
        return [
          subheading(section.name),
          paragraph(section.meta.description),
          ...entriesOf(section.children),
        ];
      });
    return [subheading(name), paragraph(metaOf(options)!.description), ...entriesOf(facts), ...inner];
  });
  const head = { name: 'dma.yaml', section: 5, about: 'configuration of collectd-dma', ...origin } as const;
  return manualPage(head, [
    heading('SYNOPSIS'),
    paragraph('/etc/collectd-dma/dma.yaml'),
    heading('DESCRIPTION'),
    paragraph(
      'The file says what is predicted, and who is told. It may be empty. Where neither --config nor DMA_CONFIG names it, it may also be missing. dma check names all errors of it, and dma config print shows the values in force. Secrets are never options: an option such as passwordFile names the file that holds the secret.',
    ),
    heading('OPTIONS'),
    ...entriesOf(top),
    ...top
      .filter(({ isSection }) => isSection)
      .flatMap(({ name, meta, children }) => [
        heading(name.toUpperCase()),
        paragraph(meta.description),
        ...entriesOf(children),
      ]),
    heading('TARGETS'),
    paragraph('These are the options of one target.'),
    ...entriesOf(factsOf(targetOptionsSchema)),
    heading('NOTIFIERS'),
    subheading('route'),
    paragraph('The option route of every notifier says which events it gets.'),
    ...entriesOf(factsOf(routeSchema)),
    ...notifierParts,
    heading('EXAMPLE'),
    example(['targets:', '  memory: {}', 'notifiers:', '  log: {}']),
    seeAlso([reference('dma', 1), reference('dma-config', 1), reference('dma-check', 1)]),
  ]);
}

function entriesOf(options: readonly OptionFacts[], prefix = ''): string[] {
  return options.flatMap((option) => {
    const { name, meta, type, range, isSection, children } = option;
    const [sample] = meta.examples ?? [];
    const facts = [
      [type, range].filter(Boolean).join(', '),
      `default: ${defaultText(option)}`,
      ...(sample === undefined || isSection ? [] : [`example: ${inYaml(sample)}`]),
    ];
    const own = entry(`${prefix}${name}`, `${meta.description} (${facts.join('; ')})`);
    return [own, ...(isSection ? [] : entriesOf(children, `${prefix}${name}.`))];
  });
}
