import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/** The model that operators get without training anything; `npm run ship-model` makes it. */
export const shippedModelFile = join(packageRoot, 'conf', 'svm-memory.json');
