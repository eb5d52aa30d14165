import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLinePage } from '../../../tools/lab/reference/command-line-page.ts';
import { packageRoot } from '../../../tools/package-root.ts';

describe('docs/reference/command-line.md', function () {
  it('shows the help that the commands print; after a change of it, run `npm run generate`', async function () {
    const page = readFileSync(join(packageRoot, 'docs/reference/command-line.md'), 'utf8');
    assert.equal(page, await commandLinePage());
  });

  it('has a section for each command and subcommand, and for nothing else', async function () {
    const titles = (await commandLinePage()).match(/^## .*$/gm)!;
    assert.ok(titles.includes('## dma spool list'));
    assert.ok(titles.includes('## dma mem-stress'));
    assert.equal(new Set(titles).size, titles.length);
  });
});
