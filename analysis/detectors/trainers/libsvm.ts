import LibSvm from 'libsvm-js/asm.js';
import { parseLibsvm } from '../libsvm-text.ts';
import { requireBothLabels, type SvmTrainer } from './trainer.ts';

// oxlint-disable-next-line no-restricted-globals -- what loading libsvm-js does to the process is undone at once
const node = process;

// It makes Node.js end without a word when a promise is rejected and nobody looks. That is not its business.
for (const listener of node.listeners('unhandledRejection')) {
  if (String(listener).includes('process["exit"](1)')) node.off('unhandledRejection', listener);
}

/** libsvm-js, without what it does to the process; synchronous, and silent where it is asked to be quiet. */
export { LibSvm };

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
