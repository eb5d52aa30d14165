import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readProjectFile } from './project-files.ts';

/** Writes a tree of control groups into a folder; texts by path. */
export function writeTree(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** The files of a recorded tree of test/golden/cgroup, whose sections begin with `=== <path>`. */
export function recordedTree(name: string): Readonly<Record<string, string>> {
  const sections = readProjectFile(`test/golden/cgroup/${name}.txt`).split(/^=== /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const end = section.indexOf('\n');
      return [section.slice(0, end), section.slice(end + 1)];
    }),
  );
}
