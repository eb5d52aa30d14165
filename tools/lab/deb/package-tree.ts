import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The files of a package as they will be installed. Paths have no slash at their beginning. */
export class PackageTree {
  readonly root: string;
  readonly #conffiles: string[] = [];

  constructor(root: string) {
    this.root = root;
    mkdirSync(root, { mode: 0o755 });
  }

  path(installed: string): string {
    return join(this.root, installed);
  }

  /** @param mode of the file, whatever the umask; its folders get 755 */
  copy(from: string, installed: string, mode = 0o644): void {
    this.#makeFolder(dirname(installed));
    copyFileSync(from, this.path(installed));
    chmodSync(this.path(installed), mode);
  }

  write(installed: string, content: string | Buffer, mode = 0o644): void {
    this.#makeFolder(dirname(installed));
    writeFileSync(this.path(installed), content);
    chmodSync(this.path(installed), mode);
  }

  /** Writes a file that belongs to the administrator: an upgrade keeps their changes. */
  writeConffile(installed: string, text: string): void {
    this.write(installed, text);
    this.#conffiles.push(installed);
  }

  link(installed: string, target: string): void {
    this.#makeFolder(dirname(installed));
    symlinkSync(target, this.path(installed));
  }

  conffiles(): readonly string[] {
    return this.#conffiles;
  }

  /** The lines of md5sums: every regular file but the conffiles, whose sums dpkg keeps itself. */
  checksums(): string {
    const own = new Set(this.#conffiles);
    return this.#files()
      .filter((path) => !own.has(path) && lstatSync(this.path(path)).isFile())
      .map(
        (path) =>
          `${createHash('md5')
            .update(readFileSync(this.path(path)))
            .digest('hex')}  ${path}\n`,
      )
      .join('');
  }

  /** The space that the installed files take, at 4 KiB a block. */
  kibibytes(): number {
    const blocks = this.#files().map((path) => Math.ceil(lstatSync(this.path(path)).size / 4096));
    return blocks.reduce((sum, count) => sum + count * 4, 0);
  }

  /** Files and links; a link is not followed. */
  #files(folder = ''): string[] {
    return readdirSync(this.path(folder), { withFileTypes: true })
      .flatMap((entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        return path === 'DEBIAN' ? [] : entry.isDirectory() ? this.#files(path) : [path];
      })
      .toSorted();
  }

  #makeFolder(folder: string): void {
    if (folder === '.') return;
    this.#makeFolder(dirname(folder));
    mkdirSync(this.path(folder), { recursive: true });
    chmodSync(this.path(folder), 0o755);
  }
}
