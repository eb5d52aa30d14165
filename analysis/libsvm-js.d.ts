/** The part of libsvm-js (which ships no types) that is used here. */
declare module 'libsvm-js/asm.js' {
  export default class LibSvm {
    static readonly SVM_TYPES: { readonly C_SVC: string };
    static readonly KERNEL_TYPES: { readonly RBF: string };
    constructor(options: { type: string; kernel: string; cost: number; gamma: number; quiet: boolean });
    train(rows: readonly (readonly number[])[], labels: readonly number[]): void;
    /** Which of the rows are the support vectors, from 0, in the order of the model. */
    getSVIndices(): number[];
    /** The model in libsvm's text format; six digits of gamma and rho, eight of the vectors. */
    serializeModel(): string;
    /** Gives back memory that no garbage collector looks at. */
    free(): void;
  }
}
