import { createHash } from 'node:crypto';
import { ModelError, type Detector } from '../../analysis/detector.ts';
import { detectors } from '../../analysis/detectors/registry.ts';
import { FileRefusal, readBounded } from '../files/bounded-file.ts';
import { isNestedDeeper } from './json-nesting.ts';
import { formatModel } from './model-text.ts';
import { writingAtomically } from '../files/atomic-file.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** A larger file is refused before it is read; real models are far smaller. */
export const maxModelBytes = 16 * 2 ** 20;
/** Levels of nesting; a model needs four, and its author may have added notes. */
const maxNesting = 100;

type Model = Readonly<Record<string, unknown>>;

/**
 * Loads the detector of a model file.
 *
 * @param kind a name of the registry of detectors
 * @throws ModelError that names the file and says in one line why it cannot be used
 */
export function loadDetector(kind: string, file: string): Detector {
  const entry = detectors.find(({ name }) => name === kind);
  if (!entry) throw new ModelError(`${file}: there is no detector "${kind}"`);
  const model = readModel(file);
  try {
    return entry.load(model);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ModelError(`${file}: ${error.message}`, { cause: error });
  }
}

/**
 * Reads a model file: JSON with a `checksum` of everything else in it, "sha256:" and 64 hexadecimal digits.
 *
 * The checksum covers the UTF-8 bytes of the JSON without white space, with the members of each object sorted by name,
 * so that the layout of the file does not matter.
 *
 * @returns the model as `writeModel` was given it
 * @throws ModelError that names the file and says in one line why it cannot be used
 */
export function readModel(file: string): unknown {
  const fault = (reason: string, cause?: unknown): ModelError =>
    new ModelError(`${file}: ${reason}`, { cause });
  const parsed = parseModel(readModelText(file, fault), fault);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw fault('is not a model: expected a JSON object');
  }
  const { checksum, ...model } = parsed as Model;
  if (typeof checksum !== 'string') throw fault('is not a model file of dma learn: it has no "checksum"');
  if (checksum !== checksumOf(model)) {
    throw fault(
      'its "checksum" does not fit what is in it, so the file was changed or damaged: copy it again, or train it again with dma learn',
    );
  }
  return model;
}

/**
 * Writes a world-readable model file with its checksum, atomically: a concurrent reader sees the old file or the new
 * one.
 *
 * @param model a value that JSON can hold; a `checksum` in it is replaced
 * @throws ModelError that names the file and says in one line why it cannot be written
 */
export function writeModel(file: string, model: object): void {
  // Values that JSON cannot hold are dropped or null before the checksum is made, as they will be when it is read.
  const { checksum: _, ...content } = JSON.parse(JSON.stringify(model)) as Model;
  const text = formatModel({ ...content, checksum: checksumOf(content) });
  try {
    // collectd's user has to read it, whatever the umask of the person who trained it.
    for (const _step of writingAtomically(file, [text], 0o644));
  } catch (error) {
    throw new ModelError(`${file}: cannot be written: ${describeError(error)}`, { cause: error });
  }
}

type Fault = (reason: string, cause?: unknown) => ModelError;

function readModelText(file: string, fault: Fault): string {
  try {
    return readBounded(file, { maxBytes: maxModelBytes }).toString();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof FileRefusal) throw fault(`${message}; it cannot be a model`, error);
    if (code === 'ENOENT') throw fault('there is no such file; make it with dma learn', error);
    throw fault(`cannot be read: ${message}`, error);
  }
}

function parseModel(text: string, fault: Fault): unknown {
  if (isNestedDeeper(text, maxNesting))
    throw fault(`is nested more than ${maxNesting} levels deep; it cannot be a model`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fault('is not JSON, or only a part of it: copy it again, or train it again with dma learn', error);
  }
}

function checksumOf(model: Model): string {
  const canonical = JSON.stringify(model, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return `sha256:${createHash('sha256').update(canonical).digest('hex')}`;
}
