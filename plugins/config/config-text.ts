import { isUtf8 } from 'node:buffer';
import { lstatSync } from 'node:fs';
import { FileRefusal, readBounded } from '../files/bounded-file.ts';
import { parseYaml, YamlError, type YamlPlace, type YamlProblem, type YamlText } from '../files/yaml-text.ts';
import { ConfigError } from '../process/config-error.ts';
import { shownValue, type OptionProblem } from './option-problem.ts';

export const defaultConfigFile = '/etc/collectd-dma/dma.yaml';

/** Room for some thousand targets; the parser would take too long for more. */
export const maxConfigBytes = 128 * 1024;

/** More lines than a person mends at once, and few enough for a log. */
const maxProblems = 100;

const maxNameCharacters = 120;

/** A dma.yaml that was parsed and not yet checked: its values, and their places for messages. */
export class ConfigText {
  readonly file: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly #yaml: YamlText | undefined;

  /** @param yaml undefined for a file that is missing and may be */
  constructor(file: string, yaml?: YamlText) {
    const value = yaml?.value ?? {};
    if (typeof value !== 'object' || Array.isArray(value))
      throw new ConfigError(`${file}: expected options such as "targets:", not ${shownValue(value, 60)}`);
    this.file = file;
    this.values = value as Record<string, unknown>;
    this.#yaml = yaml;
  }

  /** True when there is no such file. */
  get isMissing(): boolean {
    return this.#yaml === undefined;
  }

  /** The place of an option; undefined when the file does not have it. */
  placeOf(path: readonly PropertyKey[]): YamlPlace | undefined {
    return this.#yaml?.placeOf(path);
  }

  /**
   * Throws when there are problems: one error that tells all of them in the order of the file, with those of the text.
   *
   * @throws ConfigError
   */
  refuse(problems: readonly OptionProblem[], options?: ErrorOptions): void {
    const placed = problems.map(({ path, rule }): YamlProblem => {
      const name = path.map((segment) => String(segment).slice(0, maxNameCharacters)).join('.');
      return { rule: `${name}: ${rule}`, place: this.#nearestPlace(path) };
    });
    const all = [...(this.#yaml?.repetitions ?? []), ...placed];
    if (all.length > 0) throw errorOf(this.file, all, options);
  }

  /** The place of an option, or of the nearest section around it. */
  #nearestPlace(path: readonly PropertyKey[]): YamlPlace | undefined {
    for (let length = path.length; length > 0; length--) {
      const place = this.placeOf(path.slice(0, length));
      if (place) return place;
    }
    return undefined;
  }
}

/**
 * Reads dma.yaml.
 *
 * @param file a path; undefined for the default one, which may be missing
 * @throws ConfigError
 */
export function readConfigText(file: string | undefined): ConfigText {
  const path = file ?? defaultConfigFile;
  let bytes: Buffer;
  try {
    bytes = readBounded(path, { maxBytes: maxConfigBytes });
  } catch (error) {
    if (file === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return new ConfigText(path);
    throw new ConfigError(`${path === '' ? '--config' : path}: ${unreadable(path, error as Error)}`, {
      cause: error,
    });
  }
  if (!isUtf8(bytes)) throw new ConfigError(`${path}: is not text in UTF-8; it cannot be a dma.yaml`);
  return parseConfigText(bytes.toString(), path);
}

/**
 * Parses the text of a dma.yaml.
 *
 * @param file for messages
 * @throws ConfigError
 */
export function parseConfigText(text: string, file: string): ConfigText {
  let yaml: YamlText;
  try {
    yaml = parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw errorOf(file, error.problems, { cause: error });
  }
  return new ConfigText(file, yaml);
}

/** By the code of a system error: the cure. */
const cures: Readonly<Record<string, string>> = {
  ENOENT: 'name another file by --config; without it, it is /etc/collectd-dma/dma.yaml',
  ENOTDIR: 'name another file by --config; without it, it is /etc/collectd-dma/dma.yaml',
  EACCES: 'let the user of dma read it, and pass through its folders',
  EPERM: 'let the user of dma read it, and pass through its folders',
  ELOOP: 'make it a file, or a symlink to one',
  EMFILE: 'raise the limit of open files: LimitNOFILE= of the service, or ulimit -n',
};

function unreadable(path: string, error: Error): string {
  if (path === '') return 'expected the path of a file, not ""';
  if (error instanceof FileRefusal) return `${error.message}; it cannot be a dma.yaml`;
  const { code = '' } = error as NodeJS.ErrnoException;
  const isDangling = code === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
  if (isDangling)
    return 'cannot be read: it is a symlink to a file that does not exist (ENOENT); make that file';
  const cure = cures[code];
  return `cannot be read: ${error.message}${cure === undefined ? '' : `; ${cure}`}`;
}

function errorOf(file: string, problems: readonly YamlProblem[], options?: ErrorOptions): ConfigError {
  const lines = problems
    .toSorted((a, b) => orderOf(a.place) - orderOf(b.place))
    .slice(0, maxProblems)
    .map(({ rule, place }) => `${file}${place ? `:${place.line}:${place.column}` : ''}: ${rule}`);
  const rest = problems.length - lines.length;
  return new ConfigError(rest > 0 ? [...lines, `${file}: and ${rest} more errors`] : lines, options);
}

function orderOf(place: YamlPlace | undefined): number {
  return place ? place.line * 1e6 + place.column : 0;
}
