import { readProjectFile } from './project-files.ts';

/** The commands of docs/install.md's installation by hand, word by word, a line each. */
export interface ByHandInstallation {
  /** The programs on the path; what is before them is tried elsewhere. */
  readonly links: string;
  /** User and directories: with systemd, and on a machine without it. */
  readonly user: readonly string[];
  readonly userWithoutSystemd: readonly string[];
  readonly configuration: readonly string[];
  /** Makes Debian's collectd read memory every second. */
  readonly everySecond: string;
  readonly order: string;
  readonly start: string;
  readonly remove: readonly string[];
}

export function byHandInstallation(): ByHandInstallation {
  const page = readProjectFile('docs/install.md');
  const [, steps] = /\n## Steps\n(.*?)\n## /s.exec(page)!;
  const [, removal] = /\n## Remove\n(.*?)$/s.exec(page)!;
  const blocks = blocksOf(steps!, 7);
  const [, programs, user, userWithoutSystemd, configuration, everySecond, order, start, ...rest] = blocks;
  if (!start || rest.length > 0) throw new Error(`docs/install.md has other steps: ${blocks.length} blocks`);
  return {
    links: programs!.at(-1)!,
    user: user!,
    userWithoutSystemd: userWithoutSystemd!,
    configuration: configuration!,
    everySecond: everySecond!.join(' && '),
    order: order!.join(' && '),
    start: start.join(' && '),
    remove: blocksOf(removal!, 4)[0]!,
  };
}

/** The indented blocks of commands. */
function blocksOf(text: string, indent: number): string[][] {
  const isCommand = new RegExp(`^ {${indent}}(?=sudo |for |npm |\\()`);
  const blocks: string[][] = [[]];
  for (const line of text.split('\n')) {
    if (isCommand.test(line)) blocks.at(-1)!.push(line.trim());
    else if (blocks.at(-1)!.length > 0) blocks.push([]);
  }
  return blocks.filter((block) => block.length > 0);
}
