import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { packageRoot } from '../../../tools/package-root.ts';
import { anchorsOf, lastColumn, proseLines, relativeLinks } from '../../support/markdown.ts';
import { projectFiles, readProjectFile } from '../../support/project-files.ts';

const maxColumns = 160;

const pages = projectFiles(['.md']).filter((path) => !path.startsWith('.github/'));

describe('the Markdown pages', function () {
  it('have one title each, in the first line', function () {
    for (const page of pages) {
      const titles = proseLines(readProjectFile(page)).filter(({ text }) => text.startsWith('# '));
      assert.deepEqual(
        titles.map(({ number }) => number),
        [1],
        page,
      );
    }
  });

  it(`have lines of at most ${maxColumns} characters, but for tables, code and what links lead to`, function () {
    const long = pages.flatMap((page) =>
      proseLines(readProjectFile(page))
        .filter(({ text }) => !text.startsWith('|'))
        .filter(({ text }) => text.replaceAll(/\]\([^)]*\)/g, ']()').length > maxColumns)
        .map(({ number }) => `${page}:${number}`),
    );
    assert.deepEqual(long, []);
  });

  it('link to files and titles that exist', function () {
    const broken: string[] = [];
    for (const page of pages) {
      for (const link of relativeLinks(readProjectFile(page))) {
        const [path, anchor] = link.split('#') as [string, string?];
        const target = path === '' ? page : normalize(join(dirname(page), path));
        const isThere = existsSync(join(packageRoot, target));
        const hasTitle = !anchor || (isThere && anchorsOf(readProjectFile(target)).has(anchor));
        if (!isThere || !hasTitle) broken.push(`${page}: ${link}`);
      }
    }
    assert.deepEqual(broken, []);
  });

  it('name tests that exist where something is "proven by" them', function () {
    const unknown: string[] = [];
    for (const page of pages) {
      for (const cell of lastColumn(readProjectFile(page), 'proven by')) {
        let folder = '';
        for (const name of cell.split(/, ?/).map((text) => text.replace(/[ :].*$/, ''))) {
          const path = name.includes('/') || folder === '' ? name : `${folder}/${name}`;
          folder = dirname(path) === '.' ? '' : dirname(path);
          const isThere = [`test/${path}.test.ts`, `test/${path}`, path].some((file) =>
            existsSync(join(packageRoot, file)),
          );
          if (!isThere) unknown.push(`${page}: ${path}`);
        }
      }
    }
    assert.deepEqual(unknown, []);
  });
});
