import { ModelError } from '../detector.ts';
import type { KernelMachine } from './kernel-machine.ts';
import { parseLibsvmHeader, shown } from './libsvm-header.ts';

/**
 * A machine from libsvm's text format, the model file of `svm-train`: C-SVC of two classes, or one-class; with a
 * linear, polynomial or RBF kernel.
 *
 * The label 1 is abnormal, and -1 or 0 is normal, in whichever order the file names them. A one-class model has
 * learned what is normal. Either way, the machine's decision is above 0 for what is abnormal.
 *
 * Source: `svm_save_model` in svm.cpp of libsvm 3.
 *
 * @param width how many features there are; the file counts them from 1 and leaves out those that are 0
 * @throws ModelError that says in one line what does not fit
 */
export function parseLibsvm(text: string, width: number): KernelMachine {
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
