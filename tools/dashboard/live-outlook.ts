import type { Snapshot } from '../outlook/outlook.ts';
import type { Row } from '../outlook/row.ts';
import type { Stores } from './stores.ts';
import { SharedReading } from './shared-reading.ts';

/** Seconds between two looks, and how many times its own length a look is apart from the next at least. */
const [lookSeconds, lookRest] = [2, 3];

/** One look, whose rows get their details as they are asked for. */
interface Look {
  snapshot: Snapshot;
  readonly detailed: Set<string>;
  /** Details are read one after the other. */
  reading: Promise<unknown>;
}

/** The outlook for many clients: they share its looks, and nothing is read while nobody asks. */
export class LiveOutlook {
  readonly outlook: Stores;
  readonly #looks: SharedReading<Look>;

  /** @param monotonic seconds of the monotonic clock */
  constructor(outlook: Stores, monotonic: () => number) {
    this.outlook = outlook;
    const look = async (): Promise<Look> => ({
      snapshot: await outlook.look(),
      detailed: new Set(),
      reading: Promise.resolve(),
    });
    this.#looks = new SharedReading(look, lookSeconds, lookRest, monotonic);
  }

  /** The newest look: at most two seconds old, or a few times as old as the look itself takes. */
  async snapshot(): Promise<Snapshot> {
    return (await this.#looks.of('')).snapshot;
  }

  /**
   * The same with the details of some rows.
   *
   * @param choose the rows of the snapshot
   */
  async withDetails(
    choose: (snapshot: Snapshot) => readonly Pick<Row, 'key'>[],
  ): Promise<{ readonly snapshot: Snapshot; readonly rows: readonly Row[] }> {
    const look = await this.#looks.of('');
    const keys = choose(look.snapshot).map(({ key }) => key);
    const reading = look.reading.then(() => this.#read(look, keys));
    look.reading = reading.catch(() => undefined);
    await reading;
    const wanted = new Set(keys);
    return { snapshot: look.snapshot, rows: look.snapshot.rows.filter(({ key }) => wanted.has(key)) };
  }

  /** The next look is made anew, with the spool: somebody has changed something there. */
  forget(): void {
    this.outlook.forgetSpool();
    this.#looks.forget();
  }

  async #read(look: Look, keys: readonly string[]): Promise<void> {
    const missing = keys.filter((key) => !look.detailed.has(key)).map((key) => ({ key }));
    if (missing.length === 0) return;
    look.snapshot = await this.outlook.withDetails(look.snapshot, missing);
    for (const { key } of missing) look.detailed.add(key);
  }
}
