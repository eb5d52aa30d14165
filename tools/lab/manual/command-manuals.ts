import { helpOf, subcommandsIn } from '../reference/command-help.ts';
import {
  escaped,
  entry,
  example,
  heading,
  manualPage,
  paragraph,
  reference,
  seeAlso,
  subheading,
} from './roff.ts';
import type { ManualOrigin } from './roff.ts';

/** So wide that no line of a help is broken. */
const columns = 2000;

const exitStatus = [
  heading('EXIT STATUS'),
  entry('0', 'Done.'),
  entry('1', 'The outside world refused.'),
  entry('2', 'Wrong usage or configuration.'),
];

const surroundings = [
  heading('ENVIRONMENT'),
  entry('DMA_CONFIG', 'The configuration file, where --config does not name it.'),
  entry('DMA_SHARD', 'The part of the hosts, such as 3/8, where --shard does not name it.'),
  entry('COLLECTD_HOSTNAME', 'The name that collectd has for this machine; its exec plugin sets it.'),
  heading('FILES'),
  entry('/etc/collectd-dma/dma.yaml', 'The configuration.'),
  entry('/etc/collectd/collectd.conf.d/dma.conf', 'What collectd has to load, and when it notifies.'),
  entry('/var/spool/collectd-dma', 'What waits for the receivers, what failed, and which episodes are open.'),
  entry('/var/log/collectd-dma/log_notify.log', 'The alerts, unless dma.yaml says otherwise.'),
];

/** dma(1) and one page a command, by their file names: what yargs knows of each. */
export async function commandManuals(origin: ManualOrigin): Promise<[string, string][]> {
  const help = await helpOf([], columns);
  const names = subcommandsIn(help, []);
  const head = { section: 1, ...origin } as const;
  const main = manualPage({ ...head, name: 'dma', about: 'predictive alerting for collectd' }, [
    heading('SYNOPSIS'),
    paragraph('dma <command> [options]'),
    heading('DESCRIPTION'),
    paragraph(
      'dma warns about a minute before memory, or any other finite resource, runs out. dma predict reads the raw data that collectd writes to Redis, and gives predictions back to collectd. The threshold plugin of collectd notifies when the risk is high, and dma deliver carries the notification to its receivers. dma check says whether all of that works.',
    ),
    heading('COMMANDS'),
    ...rowsOf(help, 'Commands').map(({ term, about }) => entry(term, `${about}.`)),
    heading('OPTIONS'),
    ...rowsOf(help, 'Options').map(({ term, about }) => entry(term, `${about}.`)),
    ...exitStatus,
    ...surroundings,
    seeAlso([
      ...names.map((name) => reference(`dma-${name}`, 1)),
      reference('dma-enqueue', 1),
      reference('dma.yaml', 5),
    ]),
  ]);
  const pages: [string, string][] = [['dma.1', main]];
  for (const name of names) pages.push([`dma-${name}.1`, await commandManual(name, head)]);
  return pages;
}

async function commandManual(name: string, head: ManualOrigin & { readonly section: 1 }): Promise<string> {
  const help = await helpOf([name], columns);
  const { usage, about } = opening(help);
  const inner: string[] = [];
  for (const subcommand of subcommandsIn(help, [name])) {
    const innerHelp = await helpOf([name, subcommand], columns);
    const said = opening(innerHelp);
    inner.push(subheading(said.usage), paragraph(`${said.about}.`), ...detailsOf(innerHelp));
  }
  return manualPage({ ...head, name: `dma-${name}`, about: firstLower(about) }, [
    heading('SYNOPSIS'),
    paragraph(`${usage}${usage.endsWith(name) && inner.length > 0 ? ' <command>' : ''} [options]`),
    heading('DESCRIPTION'),
    paragraph(`${about}.`),
    ...(inner.length > 0 ? [heading('COMMANDS'), ...inner] : [heading('OPTIONS'), ...detailsOf(help)]),
    ...examplesOf(help),
    ...exitStatus,
    seeAlso([reference('dma', 1), reference('dma.yaml', 5)]),
  ]);
}

/** The first line of a help, and its description. */
function opening(help: string): { usage: string; about: string } {
  const [usage, , about] = help.split('\n');
  return { usage: usage!, about: about! };
}

function detailsOf(help: string): string[] {
  const rows = [...rowsOf(help, 'Positionals'), ...rowsOf(help, 'Options')];
  return rows.map(({ term, about, notes }) => `${entry(term, `${about}.`)}${notes && `\n${escaped(notes)}`}`);
}

function examplesOf(help: string): string[] {
  const rows = rowsOf(help, 'Examples');
  if (rows.length === 0) return [];
  return [
    heading('EXAMPLES'),
    ...rows.flatMap(({ term, about }) => [...(about ? [paragraph(`${about}:`)] : []), example([term])]),
  ];
}

interface Row {
  readonly term: string;
  readonly about: string;
  /** Such as `[string] [default: 60]`. */
  readonly notes: string;
}

/** The rows of a section: a term, a description, and notes in brackets at the right. */
function rowsOf(help: string, section: string): Row[] {
  const [, rows = ''] = new RegExp(`^${section}:\\n((?: .*\\n?)*)`, 'm').exec(help) ?? [];
  return rows
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [term = '', ...others] = line.trim().split(/\s{2,}/);
      const notes = others.at(-1)?.startsWith('[') ? others.pop()! : '';
      return { term, about: others.join(' '), notes };
    });
}

function firstLower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
