import { addSilence } from '../silence/silence.ts';
import { giveFeedback } from '../history/feedback.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { ConfigError } from '../../plugins/process/config-error.ts';
import type { Outlook } from '../outlook/outlook.ts';
import type { Row } from '../outlook/row.ts';
import { readAlertPast, readPast } from '../outlook/series-past.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { clockText } from './amounts.ts';
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
    if (view.page === 'list' && listFrame(view, size).rows.some(({ isDetailed }) => !isDetailed))
      this.#lookSoon();
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
        this.#ask(wish.row);
        break;
      case 'silence':
      case 'feedback':
        this.#tell(this.#done(wish));
        this.#parts.outlook.forgetSpool();
        this.#pastRead = Number.NEGATIVE_INFINITY;
        this.#lookSoon();
        break;
    }
  }

  #tell(message: string): void {
    this.#view = { ...this.#view!, message: message.trim() };
  }

  /** Does it as the commands `dma silence`, `dma mended` and so on do; answers what they would print. */
  #done(wish: Extract<Wish, { kind: 'silence' | 'feedback' }>): string {
    const { config, by } = this.#parts;
    try {
      if (wish.kind === 'feedback') {
        const { alert, verdict, note } = wish;
        return giveFeedback(config, { id: alert.id, verdict, note, by }, false);
      }
      const { row, scope, duration, comment } = wish;
      const host = scope === 'target' ? undefined : row.host;
      const target = scope === 'host' ? undefined : scope === 'target' ? row.target : row.resource;
      return addSilence(config, { host, target, duration, comment, by }, false);
    } catch (error) {
      if (error instanceof UsageError || error instanceof OutsideError || error instanceof ConfigError)
        return error.message;
      throw error;
    }
  }

  /** Asks for the verdict on the open alert of a series, or else on its last one. */
  #ask(row: Row): void {
    const { host, resource, alert } = row;
    const now = epochSeconds();
    const [last] = readAlertPast(this.#parts.outlook.spool, row, now).episodes;
    const id = alert?.event.id ?? last?.episode.id;
    if (id === undefined) return this.#tell(`${resource} of ${host} has had no alert in the last 30 days`);
    const since = clockText(alert?.event.since ?? last!.episode.since, now);
    this.#view = askVerdict(this.#view!, { id, subject: `alert of ${since} (${resource} of ${host})` });
  }
}
