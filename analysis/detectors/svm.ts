import type { DetectorEntry } from '../detector.ts';
import { featureNames } from '../features/features.ts';
import { decisionOf } from './kernel-model.ts';
import { standardiseInto } from './standardisation.ts';
import { checkedSvmModel } from './svm-model.ts';

/**
 * A support vector machine on standardised features: abnormal where its decision is above 0.
 *
 * Source: Cortes and Vapnik (1995), Support-vector networks, Machine Learning 20.
 */
export const svm = {
  name: 'svm',
  description:
    'The model file of a support vector machine. The shipped svm-memory.json fits machines of any size; `dma learn` trains one on your own data.',
  exampleFile: '/etc/collectd-dma/svm-memory.json',
  limitSide: 'upper',
  load(file) {
    const { features: names, means, deviations, reach, machine, training } = checkedSvmModel(file);
    const decide = decisionOf(machine);
    const columns = names.map((name) => featureNames.findIndex((known) => known === name));
    const standardisation = { columns, means, deviations, reach };
    const standardised = new Float64Array(columns.length);
    return {
      name: 'svm',
      about: training.about,
      judge(features) {
        standardiseInto(standardised, standardisation, features);
        // The kernel of what is infinitely far away is 0: it would look like a judgement.
        if (!standardised.every(Number.isFinite)) return { kind: 'abstention', reason: 'not-finite' };
        const margin = decide(standardised);
        if (!Number.isFinite(margin)) return { kind: 'abstention', reason: 'not-finite' };
        return { kind: 'verdict', abnormal: margin > 0, margin };
      },
    };
  },
} satisfies DetectorEntry;
