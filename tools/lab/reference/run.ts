import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { commandLinePage } from './command-line-page.ts';

/** Writes docs/reference/command-line.md again. */
writeFileSync(join(packageRoot, 'docs/reference/command-line.md'), await commandLinePage());
