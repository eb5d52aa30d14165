import { ModelError } from '../../detector.ts';
import type { Label } from './trainer.ts';

/** @throws ModelError when all rows are normal, or all are abnormal: there is no boundary between them */
export function requireBothLabels(labels: readonly Label[]): void {
  for (const [label, name] of [
    [1, 'abnormal'],
    [-1, 'normal'],
  ] as const) {
    if (!labels.includes(label)) throw new ModelError(`nothing to learn from: none of the rows is ${name}`);
  }
}
