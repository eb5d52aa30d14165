import { ConfigError } from './config-error.ts';
import type { Logger } from './logger.ts';

/**
 * Reads the configuration anew while the program runs. An invalid one is refused in one line, and the one before stays.
 */
export class Reloads<Configuration> {
  readonly #load: () => Configuration;
  readonly #logger: Logger;
  #next: Configuration | undefined;
  #rouse: (() => void) | undefined;

  /** @param load reads and checks the configuration; throws ConfigError */
  constructor(load: () => Configuration, logger: Logger) {
    this.#load = load;
    this.#logger = logger;
  }

  /** Reads the configuration now; the program takes it soon. */
  request(): void {
    try {
      this.#next = this.#load();
    } catch (error) {
      return this.refuse(error);
    }
    this.#rouse?.();
  }

  /** Logs why a configuration is not taken. @throws what is no ConfigError */
  refuse(error: unknown): void {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.message.replaceAll('\n', '; ');
    this.#logger.warn(`the configuration is not read anew, and the one before stays: ${problems}`);
  }

  /** The configuration that was read since the last call; undefined when there was no valid one. */
  take(): Configuration | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  /** A signal that is aborted when there is one to take. */
  get signal(): AbortSignal {
    const controller = new AbortController();
    this.#rouse = () => controller.abort();
    if (this.#next !== undefined) controller.abort();
    return controller.signal;
  }
}

/**
 * The options that differ and are taken at a restart alone.
 *
 * @param fixed their names
 */
export function changedOptions<Options extends object>(
  before: Options,
  after: Options,
  fixed: readonly (keyof Options & string)[],
): string[] {
  return fixed.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}
