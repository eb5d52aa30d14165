import { unlessMissing } from '../files/folder.ts';

/** Episodes with a removal that is not synced yet. */
const maxUnsynced = 1000;

interface Removal {
  /** The id of the event's episode. */
  readonly episode: string | undefined;
  readonly remove: () => void;
}

/**
 * The removals of finished entries from a queue's folder. One that fails is tried again later.
 *
 * The events of an episode disappear in their order, also when the machine crashes: otherwise an old event could be
 * left alone and be delivered again as the last word about its episode. File systems may keep a removal and lose an
 * earlier one, so the earlier one is synced first.
 */
export class Removals {
  readonly #syncFolder: () => void;
  /** Failed removals, oldest first. */
  readonly #failed = new Map<string, Removal>();
  /** Ids of episodes of which an entry was removed since the folder was last synced. */
  readonly #unsynced = new Set<string>();

  /** @param syncFolder makes removals survive a crash of the machine */
  constructor(syncFolder: () => void) {
    this.#syncFolder = syncFolder;
  }

  /** True for an entry whose removal has failed. */
  has(name: string): boolean {
    return this.#failed.has(name);
  }

  /**
   * Removes an entry; one that is gone is ignored.
   *
   * @param episode the id of the event's episode, where the order matters
   * @throws Error of the file system; the removal is kept for {@link retry}
   */
  run(name: string, episode: string | undefined, remove: () => void): void {
    this.#failed.set(name, { episode, remove });
    this.#attempt(name);
  }

  /** Tries the failed removals again, up to the first that fails once more. */
  retry(): void {
    for (const name of this.#failed.keys()) {
      try {
        this.#attempt(name);
      } catch {
        return;
      }
    }
  }

  /** Drops a failed removal, because its entry is wanted again. */
  cancel(name: string): void {
    this.#failed.delete(name);
  }

  sync(): void {
    this.#syncFolder();
    this.#unsynced.clear();
  }

  #attempt(name: string): void {
    const removal = this.#failed.get(name);
    if (!removal) return;
    const { episode, remove } = removal;
    if (episode !== undefined) {
      for (const [other, { episode: its }] of this.#failed) {
        if (other === name) break;
        if (its === episode) this.#attempt(other);
      }
      if (this.#unsynced.has(episode) || this.#unsynced.size >= maxUnsynced) this.sync();
    }
    unlessMissing(remove);
    this.#failed.delete(name);
    if (episode !== undefined) this.#unsynced.add(episode);
  }
}
