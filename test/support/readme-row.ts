import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

/** Fails unless a table of that Markdown page has a row for the name. */
export function assertHasRow(page: string, name: string): void {
  const text = readFileSync(join(packageRoot, page), 'utf8');
  assert.ok(text.includes(`\n| \`${name}\` `), `${page} has no row for ${name}`);
}
