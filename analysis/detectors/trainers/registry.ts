import { libsvm } from './libsvm.ts';
import { mlSvm } from './ml-svm.ts';
import type { SvmTrainer } from './trainer.ts';

/** Every trainer that `dma learn --trainer` can name, the default first. */
export const svmTrainers: readonly SvmTrainer[] = [libsvm, mlSvm];
