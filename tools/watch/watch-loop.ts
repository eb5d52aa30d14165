import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import type { Outlook } from '../outlook/outlook.ts';
import type { Row } from '../outlook/row.ts';
import { readAlertPast, readPast } from '../outlook/series-past.ts';
import { alertToMark, carryOut } from './actions.ts';
import type { Glyphs } from './glyphs.ts';
import { askVerdict, press } from './keys.ts';
import { listFrame } from './list-page.ts';
import type { Key, Wish } from './pressed.ts';
import { screen } from './screen.ts';
import { Terminal } from './terminal.ts';
import { rowOf, startView, type View } from './view.ts';

export interface WatchLoopParts {
  readonly outlook: Outlook;
  /** dma.yaml, for what a person does. */
  readonly config: string | undefined;
  /** The person's name. */
  readonly by: string;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly hasColours: boolean;
  readonly glyphs: Glyphs;
}

/** Seconds between two looks, and how many times its own length a look is apart from the next at least. */
const [lookSeconds, lookRest] = [2, 4];
/** Seconds between two readings of the past of the series whose page is open. */
const pastSeconds = 10;

/** The screen that goes on: looks, draws, takes keys. */
export class WatchLoop {
  readonly #parts: WatchLoopParts;
  readonly #terminal: Terminal;
  readonly #ended: Promise<void>;
  #resolve = (): void => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #view: View | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isLooking = false;
  /** A key has asked for another look during one. */
  #isAsked = false;
  #isReading = false;
  #hasEnded = false;
  /** Monotonic seconds. */
  #pastRead = Number.NEGATIVE_INFINITY;

  constructor(parts: WatchLoopParts) {
    this.#parts = parts;
    this.#ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    const { input, output, hasColours } = parts;
    this.#terminal = new Terminal(input, output, hasColours, {
      onKey: (key) => this.#onKey(key),
      onResize: () => this.#redraw(),
      onEnd: () => this.#quit(),
    });
  }

  /** Settles when a person has left. @param filter at the start */
  async run(filter: string): Promise<void> {
    const { outlook, glyphs } = this.#parts;
    const view = startView(await outlook.look(), glyphs, filter);
    const { rows } = listFrame(view, this.#terminal.size);
    this.#view = { ...view, snapshot: await outlook.withDetails(view.snapshot, rows) };
    this.#terminal.open();
    try {
      this.#redraw();
      this.#lookSoon();
      await this.#ended;
    } finally {
      clearTimeout(this.#timer);
      this.#terminal.close();
    }
  }

  #quit(): void {
    this.#hasEnded = true;
    this.#resolve();
  }

  #redraw(): void {
    if (this.#view && !this.#hasEnded) this.#terminal.draw(screen(this.#view, this.#terminal.size));
  }

  #lookSoon(): void {
    if (this.#isLooking) this.#isAsked = true;
    else void this.#look().catch((error: unknown) => this.#reject(error));
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    clearTimeout(this.#timer);
    const begun = monotonicSeconds();
    try {
      do {
        this.#isAsked = false;
        await this.#lookOnce();
      } while (this.#isAsked && !this.#hasEnded);
    } finally {
      this.#isLooking = false;
    }
    if (this.#hasEnded) return;
    const pauseSeconds = Math.max(lookSeconds, lookRest * (monotonicSeconds() - begun));
    this.#timer = setTimeout(() => this.#lookSoon(), pauseSeconds * 1000);
  }

  async #lookOnce(): Promise<void> {
    const { outlook } = this.#parts;
    const snapshot = await outlook.look();
    const view = { ...this.#view!, snapshot };
    const { rows } = listFrame(view, this.#terminal.size);
    const open = view.page === 'series' ? rowOf(view, view.selected) : undefined;
    const detailed = await outlook.withDetails(snapshot, open ? [...rows, open] : rows);
    this.#view = { ...this.#view!, snapshot: detailed };
    if (open && monotonicSeconds() - this.#pastRead >= pastSeconds) await this.#readPast(open.key);
    this.#redraw();
  }

  async #readPast(key: string): Promise<void> {
    const { outlook } = this.#parts;
    const row = rowOf(this.#view!, key);
    if (!row) return;
    this.#pastRead = monotonicSeconds();
    const now = epochSeconds();
    const past = await outlook.read((reader, sight) => readPast(reader, sight, row, now));
    const alerts = readAlertPast(outlook.spool, row, now);
    const view = this.#view!;
    // Another page may have been opened meanwhile.
    if (view.selected === key) this.#view = { ...view, past: past ?? view.past, alerts };
  }

  #onKey(key: Key): void {
    if (!this.#view || this.#hasEnded) return;
    const size = this.#terminal.size;
    const { view, wish } = press(this.#view, key, listFrame(this.#view, size).room);
    this.#view = view;
    if (wish) this.#fulfil(wish);
    if (this.#hasEnded) return;
    this.#redraw();
    if (view.page === 'list') this.#readRows();
  }

  /** Reads the details of the rows that have come into sight, also while a look goes on. */
  #readRows(): void {
    const { snapshot } = this.#view!;
    const { rows } = listFrame(this.#view!, this.#terminal.size);
    if (this.#isReading || rows.every(({ isDetailed }) => isDetailed)) return;
    this.#isReading = true;
    const read = async (): Promise<void> => {
      const detailed = await this.#parts.outlook.withDetails(snapshot, rows);
      this.#isReading = false;
      // A look that has ended meanwhile knows more.
      if (this.#view!.snapshot !== snapshot) return;
      this.#view = { ...this.#view!, snapshot: detailed };
      this.#redraw();
      const isFurther = listFrame(this.#view, this.#terminal.size).rows.some(
        ({ key }) => !rows.some((one) => one.key === key),
      );
      if (isFurther) this.#readRows();
    };
    void read().catch(this.#reject);
  }

  #fulfil(wish: Wish): void {
    switch (wish.kind) {
      case 'quit':
        this.#quit();
        break;
      case 'suspend':
        this.#terminal.suspend();
        break;
      case 'refresh':
        this.#terminal.forget();
        this.#parts.outlook.forgetSpool();
        this.#lookSoon();
        break;
      case 'open':
        this.#pastRead = Number.NEGATIVE_INFINITY;
        this.#lookSoon();
        break;
      case 'find-alert':
        this.#view = this.#asked(wish.row);
        break;
      case 'silence':
      case 'feedback':
        this.#view = { ...this.#view!, message: carryOut(wish, this.#parts) };
        this.#parts.outlook.forgetSpool();
        this.#pastRead = Number.NEGATIVE_INFINITY;
        this.#lookSoon();
        break;
    }
  }

  #asked(row: Row): View {
    const alert = alertToMark(row, this.#parts.outlook.spool, epochSeconds());
    if (alert) return askVerdict(this.#view!, alert);
    return { ...this.#view!, message: `${row.resource} of ${row.host} has had no alert in the last 30 days` };
  }
}
