import { parseLibsvm } from '../libsvm-text.ts';
import { requireBothLabels } from './both-labels.ts';
import { LibSvm } from './libsvm-alone.ts';
import type { SvmTrainer } from './trainer.ts';

/**
 * libsvm, compiled to JavaScript: trains on 3,600 rows in the time that ml-svm takes for 400.
 *
 * Source: Chang and Lin (2011), LIBSVM: a library for support vector machines, ACM TIST 2.
 */
export const libsvm = {
  name: 'libsvm',
  fewRows: 700,
  manyRows: 3600,
  train(rows, labels, { cost, gamma }) {
    requireBothLabels(labels);
    const svm = new LibSvm({
      type: LibSvm.SVM_TYPES.C_SVC,
      kernel: LibSvm.KERNEL_TYPES.RBF,
      cost,
      gamma,
      quiet: true,
    });
    try {
      svm.train(rows, labels);
      const { coefficients, bias } = parseLibsvm(svm.serializeModel(), rows[0]!.length);
      // Of gamma and the vectors, the text has only a few digits, which large coefficients would show.
      const vectors = svm.getSVIndices().map((index) => [...rows[index]!]);
      return { kernel: { kind: 'rbf', gamma }, vectors, coefficients, bias };
    } finally {
      svm.free();
    }
  },
} satisfies SvmTrainer;
