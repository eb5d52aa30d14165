import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json: one above the sources, two above the compiled program. */
export const packageRoot: string = fileURLToPath(
  new URL(import.meta.url.endsWith('/dist/tools/package-root.js') ? '../..' : '..', import.meta.url),
);

/** The model that operators get without training anything; `npm run ship-model` makes it. */
export const shippedModelFile: string = join(packageRoot, 'conf', 'svm-memory.json');
