import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { generatedFiles } from './generated-files.ts';

/** Writes all generated files again. */
for (const [path, text] of await generatedFiles()) writeFileSync(join(packageRoot, path), text);
