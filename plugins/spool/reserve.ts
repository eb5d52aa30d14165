import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Disk, DiskSpace } from '../files/disk.ts';

/** As much as `dma-enqueue` asks for, and more than a usual event or notification has. */
const pieceBytes = 16_384;
const maxPieces = 64;
/** Of a file system. */
const maxShare = 1 / 64;

/** True where a disk has room, and names for files, for twice the reserve. The last of a disk is left to others. */
export function hasRoom(space: DiskSpace): boolean {
  const { freeBytes, freeNames = Number.POSITIVE_INFINITY } = space;
  const wanted = piecesOf(space);
  return freeNames >= 2 * wanted && freeBytes >= 2 * wanted * pieceBytes;
}

function piecesOf({ totalBytes }: DiskSpace): number {
  return Math.min(maxPieces, Math.floor((totalBytes * maxShare) / pieceBytes));
}

/**
 * Room that is kept for a full disk: files without a meaning, up to a MiB in all. A writer that meets a full disk, here
 * or in `dma-enqueue`, takes one and writes over it. So the alert that a disk is full gets through, although it is the
 * disk of the spool.
 */
export class SpoolReserve {
  readonly #disk: Disk;
  readonly #folder: string;

  constructor(disk: Disk, spool: string) {
    this.#disk = disk;
    this.#folder = join(spool, 'reserve');
  }

  /**
   * Makes the missing pieces while the disk {@link hasRoom | has room}.
   *
   * @returns false when pieces are still missing
   * @throws Error of the file system
   */
  fill(): boolean {
    const names = this.#names();
    if (names.size >= maxPieces) return true;
    const space = this.#disk.space(this.#folder);
    const wanted = piecesOf(space);
    if (names.size >= wanted) return true;
    if (!hasRoom(space)) return false;
    for (let number = 0; names.size < wanted; number++) {
      const name = String(number);
      if (names.has(name)) continue;
      this.#make(name);
      names.add(name);
    }
    return true;
  }

  /** Moves a piece to the path of a file that needs its room. @returns false when none is left */
  handOver(path: string): boolean {
    try {
      for (const name of this.#disk.list(this.#folder))
        try {
          this.#disk.rename(join(this.#folder, name), path);
          return true;
        } catch {
          // Another process has taken it.
        }
    } catch {
      // There is no reserve yet.
    }
    return false;
  }

  /** The names of the pieces. Makes the folder, but not the spool's. */
  #names(): Set<string> {
    try {
      return new Set(this.#disk.list(this.#folder));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.#disk.makeFolder(this.#folder);
      return new Set();
    }
  }

  #make(name: string): void {
    const path = join(this.#folder, name);
    try {
      // Random bytes: no file system makes a hole of them.
      this.#disk.write(path, randomBytes(pieceBytes));
    } catch (error) {
      this.#disk.removeTree(path);
      throw error;
    }
  }
}
