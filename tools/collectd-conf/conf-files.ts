import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { describeError } from '../../notifiers/error-text.ts';
import { parseConf, type ConfItem } from './conf-text.ts';

/** Files of collectd's configuration, as collectd reads them. */
export interface ConfFiles {
  /** The items of all files, in their order. */
  readonly items: readonly ConfItem[];
  readonly files: readonly string[];
  /** Files and folders that could not be read, with the reason, such as EACCES. */
  readonly unreadable: readonly { readonly path: string; readonly code: string }[];
}

/** collectd's own bound. */
const maxDepth = 8;
/** More than anybody has; an Include may name the wrong folder. */
const maxFiles = 1000;
const maxBytes = 4 * 2 ** 20;

/** Reads collectd.conf and everything that it includes. */
export function readConfFiles(path: string): ConfFiles {
  const reading = new ConfReading();
  const items = reading.file(resolve(path), 0);
  return { items, files: reading.files, unreadable: reading.unreadable };
}

class ConfReading {
  readonly files: string[] = [];
  readonly unreadable: { readonly path: string; readonly code: string }[] = [];

  file(path: string, depth: number): readonly ConfItem[] {
    const text = this.#try(path, () => {
      if (statSync(path).size > maxBytes) throw new Error('is too long');
      return readFileSync(path, 'utf8');
    });
    if (text === undefined) return [];
    this.files.push(path);
    return parseConf(text, path).flatMap((item) => {
      if (item.key !== 'include') return item;
      const filter = item.children?.find(({ key }) => key === 'filter')?.values[0];
      return item.values.flatMap((pattern) =>
        this.#include(resolve(dirname(path), pattern), filter, depth + 1),
      );
    });
  }

  #include(pattern: string, filter: string | undefined, depth: number): readonly ConfItem[] {
    return this.#expand(pattern).flatMap((path) => this.#entry(path, filter, depth));
  }

  #entry(path: string, filter: string | undefined, depth: number): readonly ConfItem[] {
    if (depth > maxDepth || this.files.length >= maxFiles) return [];
    const isFolder = this.#try(path, () => statSync(path).isDirectory());
    if (isFolder === undefined) return [];
    if (isFolder)
      return this.#names(path).flatMap((name) => this.#entry(join(path, name), filter, depth + 1));
    const name = path.slice(path.lastIndexOf('/') + 1);
    return filter === undefined || globOf(filter).test(name) ? this.file(path, depth) : [];
  }

  /** The paths that a shell's pattern stands for, in the order of their names. */
  #expand(pattern: string): readonly string[] {
    let paths = ['/'];
    for (const part of pattern.split(sep).filter(Boolean)) {
      const isPattern = /[*?[]/.test(part);
      paths = paths.flatMap((folder) =>
        isPattern
          ? this.#names(folder)
              .filter((name) => globOf(part).test(name))
              .map((name) => join(folder, name))
          : join(folder, part),
      );
    }
    return paths;
  }

  #names(folder: string): readonly string[] {
    const names = this.#try(folder, () => readdirSync(folder)) ?? [];
    return names.filter((name) => !name.startsWith('.')).sort();
  }

  #try<Result>(path: string, read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      this.unreadable.push({ path, code: (error as NodeJS.ErrnoException).code ?? describeError(error) });
      return undefined;
    }
  }
}

function globOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\[!|[.+^${}()|\\]|\*|\?/g, (token) => {
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    return token === '[!' ? '[^' : `\\${token}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^$/;
  }
}
