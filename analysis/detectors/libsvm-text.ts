import { ModelError } from '../detector.ts';
import type { Kernel, KernelModel } from './kernel-model.ts';

/**
 * Reads a model in libsvm's text format, the model file of `svm-train`: C-SVC of two classes, or one-class; with a
 * linear, polynomial or RBF kernel.
 *
 * The label 1 is abnormal, and -1 or 0 is normal, in whichever order the file names them. A one-class model has
 * learned what is normal. Either way, the model's decision is above 0 for what is abnormal.
 *
 * Source: `svm_save_model` in svm.cpp of libsvm 3.
 *
 * @param width the number of features; the file counts them from 1 and leaves out zeros
 * @throws ModelError that says in one line what does not fit
 */
export function parseLibsvm(text: string, width: number): KernelModel {
  const lines = text.trimEnd().split(/\r?\n/);
  const start = lines.findIndex((line) => line.trim() === 'SV');
  if (start < 0) {
    throw new ModelError(
      'not a model file of libsvm: the line "SV", which the support vectors follow, is missing',
    );
  }
  const { kernel, sign, rho, vectorCount } = parseLibsvmHeader(lines.slice(0, start));
  const found = lines.length - start - 1;
  if (found !== vectorCount) {
    throw new ModelError(`"total_sv ${vectorCount}", but ${found} lines follow "SV": is the file complete?`);
  }
  const coefficients: number[] = [];
  const vectors: number[][] = [];
  for (let i = start + 1; i < lines.length; i++) {
    const [coefficient = '', ...entries] = lines[i]!.trim().split(/\s+/);
    coefficients.push(sign * parseNumber(coefficient, i + 1));
    vectors.push(parseVector(entries, width, i + 1));
  }
  return { kernel, vectors, coefficients, bias: -sign * rho };
}

function parseVector(entries: readonly string[], width: number, lineNumber: number): number[] {
  const vector = Array<number>(width).fill(0);
  let last = 0;
  for (const entry of entries) {
    const [index = '', value, ...more] = entry.split(':');
    const position = /^\d+$/.test(index) ? Number(index) : 0;
    if (!value || more.length > 0 || position < 1 || position > width) {
      throw new ModelError(
        `line ${lineNumber}: "${shown(entry)}" should be a feature's number, 1 to ${width}, a colon, and its value`,
      );
    }
    if (position <= last) {
      throw new ModelError(
        `line ${lineNumber}: feature ${position} comes after ${last}: numbers should ascend`,
      );
    }
    vector[position - 1] = parseNumber(value, lineNumber);
    last = position;
  }
  return vector;
}

function parseNumber(text: string, lineNumber: number): number {
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) {
    throw new ModelError(`line ${lineNumber}: "${shown(text)}" should be a finite number`);
  }
  return number;
}

/** The part of libsvm's model file before its support vectors. */
export interface LibsvmHeader {
  readonly kernel: Kernel;
  /** 1 where libsvm's decision is above 0 for what is abnormal, -1 where it is for what is normal. */
  readonly sign: 1 | -1;
  /** The decision is the sum over the support vectors less this. */
  readonly rho: number;
  readonly vectorCount: number;
}

/** Each line's words after the first, by the first. */
type Words = ReadonlyMap<string, readonly string[]>;

const supported =
  'supported are c_svc with two classes and one_class, with the kernels linear, polynomial and rbf';

/** @throws ModelError that says in one line what does not fit */
export function parseLibsvmHeader(lines: readonly string[]): LibsvmHeader {
  const words: Words = new Map(
    lines.map((line) => {
      const [name = '', ...rest] = line.trim().split(/\s+/);
      return [name, rest];
    }),
  );
  const sign = parseSign(words);
  const kernel = parseKernel(words);
  const rho = numberOf(words, 'rho');
  const vectorCount = numberOf(words, 'total_sv');
  if (!Number.isInteger(vectorCount) || vectorCount < 1) {
    throw new ModelError(`"total_sv ${vectorCount}": there should be at least one support vector`);
  }
  const counts = words.get('nr_sv');
  if (counts && counts.reduce((sum, count) => sum + Number(count), 0) !== vectorCount) {
    throw new ModelError(`"nr_sv ${shown(counts.join(' '))}" does not add up to "total_sv ${vectorCount}"`);
  }
  return { kernel, sign, rho, vectorCount };
}

/** Shortens text of a file so that a message about it stays one line to read. */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

function parseSign(words: Words): 1 | -1 {
  const type = textOf(words, 'svm_type');
  // Its decision is above 0 for what resembles the rows that it was trained on.
  if (type === 'one_class') return -1;
  if (type !== 'c_svc') throw new ModelError(`"svm_type ${shown(type)}": ${supported}`);
  const classes = textOf(words, 'nr_class');
  if (classes !== '2') throw new ModelError(`"nr_class ${shown(classes)}": ${supported}`);
  const label = textOf(words, 'label');
  // Its decision is above 0 for the label that comes first.
  if (['1 -1', '1 0'].includes(label)) return 1;
  if (['-1 1', '0 1'].includes(label)) return -1;
  throw new ModelError(
    `"label ${shown(label)}": the labels should be 1 for abnormal, and -1 or 0 for normal`,
  );
}

function parseKernel(words: Words): Kernel {
  const kind = textOf(words, 'kernel_type');
  switch (kind) {
    case 'linear':
      return { kind };
    case 'rbf':
      return { kind, gamma: numberOf(words, 'gamma') };
    case 'polynomial': {
      const degree = numberOf(words, 'degree');
      if (!Number.isInteger(degree) || degree < 1) {
        throw new ModelError(`"degree ${degree}" should be a whole number, 1 or more`);
      }
      return { kind, degree, gamma: numberOf(words, 'gamma'), offset: numberOf(words, 'coef0') };
    }
    default:
      throw new ModelError(`"kernel_type ${shown(kind)}": ${supported}`);
  }
}

function numberOf(words: Words, name: string): number {
  const text = textOf(words, name);
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) {
    throw new ModelError(`"${name} ${shown(text)}" should have a finite number`);
  }
  return number;
}

function textOf(words: Words, name: string): string {
  const rest = words.get(name);
  if (!rest) throw new ModelError(`not a model file of libsvm: the line "${name}" is missing before "SV"`);
  return rest.join(' ');
}
