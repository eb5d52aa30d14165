import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { loadConfig } from '../../plugins/config/config.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { readRedisAccess } from '../../plugins/redis/access.ts';
import { Outlook, type Snapshot } from '../outlook/outlook.ts';
import { outlookJson } from '../outlook/outlook-json.ts';
import { UsageError } from '../process/command-error.ts';
import { userName } from '../process/user-name.ts';
import { writeLines } from '../report/line-writer.ts';
import { becomeSpoolOwner } from '../spool/folder-owner.ts';
import { asciiGlyphs, glyphsFor } from './glyphs.ts';
import { wholeList } from './list-page.ts';
import { defaultColumns, paint } from './terminal.ts';
import { filteredRows, startView, type View } from './view.ts';
import { WatchLoop } from './watch-loop.ts';

export interface WatchOptions {
  /** dma.yaml; undefined for the default one. */
  readonly config: string | undefined;
  /** Prints once and ends. */
  readonly once: boolean;
  readonly json: boolean;
  /** Part of a host, a resource, a series or a state; empty for all. */
  readonly filter: string;
  /** No other characters than ASCII in bars and plots. */
  readonly ascii: boolean;
}

/** The terminal and the environment, passed in. */
export interface WatchSurroundings {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly env: (name: string) => string | undefined;
}

/**
 * Shows all series by risk, until a person leaves it, or once.
 *
 * @returns false when Redis cannot be read; rejects with ConfigError, UsageError and OutsideError
 */
export async function watch(
  options: WatchOptions,
  secrets: KnownSecrets,
  { input, output, env }: WatchSurroundings,
): Promise<boolean> {
  const isOnce = options.once || options.json;
  if (!isOnce && !(input.isTTY && output.isTTY && env('TERM') !== 'dumb'))
    throw new UsageError('a terminal is missing, which only --once and --json can do without');
  const by = userName();
  const config = loadConfig(options.config);
  becomeSpoolOwner(config.spool, process);
  await readRedisAccess(config.redis, secrets);
  const glyphs = options.ascii ? asciiGlyphs : glyphsFor(env);
  const outlook = new Outlook(config, { secrets, now: epochSeconds, monotonic: monotonicSeconds });
  // https://no-color.org
  const hasColours = (env('NO_COLOR') ?? '') === '';
  try {
    if (!isOnce) {
      const loop = new WatchLoop({ outlook, config: options.config, by, input, output, hasColours, glyphs });
      await loop.run(options.filter);
      return true;
    }
    const view = startView(await outlook.look(), glyphs, options.filter);
    const rows = filteredRows(view);
    const snapshot = await outlook.withDetails(view.snapshot, rows);
    const lines = options.json
      ? [`${outlookJson({ ...snapshot, rows: filteredRows({ ...view, snapshot }) })}\n`]
      : onceLines({ ...view, snapshot }, output, { isDumb: env('TERM') === 'dumb', hasColours });
    await writeLines(output, lines);
    return isReadable(snapshot);
  } finally {
    outlook.close();
  }
}

/** The lines of the whole list, as wide as the terminal. A dumb one, and a file, get no control codes. */
export function onceLines(
  view: View,
  { isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>,
  { isDumb, hasColours }: { readonly isDumb: boolean; readonly hasColours: boolean },
): readonly string[] {
  // A terminal that does not know its size has no columns.
  const lines = wholeList(view, isTTY ? columns || defaultColumns : Number.POSITIVE_INFINITY);
  return lines.map((line) => `${isTTY && !isDumb ? paint(line, hasColours) : line.text}\n`);
}

function isReadable({ redis }: Snapshot): boolean {
  return redis.problem === undefined;
}
