import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statfsSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As much as `dma-enqueue` asks for, and more than a usual event or notification has. */
const pieceBytes = 16_384;
const mostPieces = 64;
/** Of a file system. */
const largestShare = 1 / 64;

/**
 * Room that is kept for a disk that is full: files that mean nothing, up to a MiB in all. Who cannot write for lack of
 * room, here or in `dma-enqueue`, removes one and tries again. So the alert that a disk is full gets through, although
 * it is the disk of the spool.
 */
export class SpoolReserve {
  readonly #folder: string;

  constructor(spool: string) {
    this.#folder = join(spool, 'reserve');
  }

  /**
   * Makes the pieces that are missing, where there is room, and names for files, for twice the reserve: what is left
   * below that is for others.
   *
   * @returns whether it is whole
   * @throws Error what the file system says
   */
  fill(): boolean {
    const names = this.#names();
    if (names.size >= mostPieces) return true;
    const { bsize, blocks, bavail, files, ffree } = statfsSync(this.#folder);
    const wanted = Math.min(mostPieces, Math.floor((bsize * blocks * largestShare) / pieceBytes));
    if (names.size >= wanted) return true;
    // Some file systems do not count files.
    const hasNames = files === 0 || ffree >= 2 * wanted;
    if (!hasNames || bsize * bavail < 2 * wanted * pieceBytes) return false;
    for (let number = 0; names.size < wanted; number++) {
      const name = String(number);
      if (names.has(name)) continue;
      this.#make(name);
      names.add(name);
    }
    return true;
  }

  /** Gives a piece up. @returns false when none is left */
  giveUp(): boolean {
    try {
      for (const name of readdirSync(this.#folder))
        try {
          unlinkSync(join(this.#folder, name));
          return true;
        } catch {
          // Somebody else has taken it.
        }
    } catch {
      // There is no reserve yet.
    }
    return false;
  }

  /** Those of the pieces. Makes the folder, but not that of the spool. */
  #names(): Set<string> {
    try {
      return new Set(readdirSync(this.#folder));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(this.#folder, { mode: 0o750 });
      return new Set();
    }
  }

  #make(name: string): void {
    const path = join(this.#folder, name);
    try {
      // No file system makes a hole of this.
      writeFileSync(path, randomBytes(pieceBytes), { mode: 0o640 });
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    }
  }
}
