import { readFileSync } from 'node:fs';

/** The predictions of libsvm for `GoldenLibsvm.rows`, one after the other. */
export interface GoldenCase {
  readonly predicted: readonly number[];
  /** Above 0 for the label that the model names first; in a one-class model for what is normal. */
  readonly decisions: readonly number[];
  /** scikit-learn's decision_function: above 0 for the label 1; in a one-class model for what is normal. */
  readonly scikitLearn?: readonly number[];
}

/** See test/golden/libsvm/README.md. */
export interface GoldenLibsvm {
  readonly rows: readonly (readonly number[])[];
  readonly cases: Readonly<Record<string, GoldenCase>>;
  readonly scaled: GoldenCase;
}

/** A file of test/golden/libsvm. */
export function goldenLibsvmFile(name: string): string {
  return readFileSync(new URL(`../golden/libsvm/${name}`, import.meta.url), 'utf8');
}

export function goldenLibsvm(): GoldenLibsvm {
  return JSON.parse(goldenLibsvmFile('expected.json')) as GoldenLibsvm;
}
