import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../tools/package-root.ts';
import { until } from './until.ts';

const run = promisify(execFile);

/** A terminal with a shell in it, by a tmux of our own. */
export class TmuxScreen {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  /** @param folder for its socket */
  static async start(folder: string, columns: number, rows: number): Promise<TmuxScreen> {
    const screen = new TmuxScreen(join(folder, 'tmux'));
    const size = ['-x', String(columns), '-y', String(rows)];
    const shell = 'env LANG=C.UTF-8 LC_ALL=C.UTF-8 NO_COLOR= PS1="> " bash --norc --noprofile';
    await screen.#tmux('-f', '/dev/null', 'new-session', '-d', ...size, '-c', packageRoot, shell);
    await screen.until(/^>/m);
    return screen;
  }

  /** The lines of the screen, without blanks at their ends. */
  async text(): Promise<string> {
    return (await this.#tmux('capture-pane', '-p')).stdout;
  }

  /** Waits for a screen that is like this, and answers it. */
  async until(pattern: RegExp): Promise<string> {
    let last = '';
    try {
      return await until(String(pattern), 60, async () => {
        last = await this.text();
        return pattern.test(last) && last;
      });
    } catch (error) {
      throw new Error(`${(error as Error).message}; the screen was\n${last}`, { cause: error });
    }
  }

  /** Sends keys by their names in tmux, such as `Enter` and `C-c`. */
  async keys(...names: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...names);
  }

  /** Sends text as if typed. */
  async type(text: string): Promise<void> {
    await this.#tmux('send-keys', '-l', text);
  }

  /** Runs a line in the shell. */
  async run(line: string): Promise<void> {
    await this.type(line);
    await this.keys('Enter');
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** True while a program shows the alternate screen, and while the cursor is shown. */
  async flags(): Promise<{ readonly isAlternate: boolean; readonly hasCursor: boolean }> {
    const { stdout } = await this.#tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}');
    const [alternate, cursor] = stdout.trim().split(' ');
    return { isAlternate: alternate === '1', hasCursor: cursor === '1' };
  }

  async close(): Promise<void> {
    const { stdout } = await this.#tmux('display-message', '-p', '#{pid}');
    await this.#tmux('kill-server');
    await until('tmux to end', 60, () => !existsSync(`/proc/${stdout.trim()}`));
  }

  #tmux(...args: readonly string[]): Promise<{ readonly stdout: string }> {
    return run('tmux', ['-S', this.#socket, ...args]);
  }
}
