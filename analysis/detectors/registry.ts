import type { DetectorEntry } from '../detector.ts';
import { svm } from './svm.ts';

/** Every kind of detector that dma.yaml can name. */
export const detectors: readonly DetectorEntry[] = [svm];
