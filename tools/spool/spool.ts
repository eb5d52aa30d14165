import { countOf } from '../../notifiers/count-of.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { RetryState } from '../../plugins/spool/retry-state.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { quoteAsJson } from '../../notifiers/printable.ts';
import { UsageError } from '../process/command-error.ts';
import {
  dropEntry,
  entriesOf,
  findEntry,
  isFolder,
  putBackEntry,
  showEntry,
  type SpoolEntry,
} from './entries.ts';
import { endEpisode, openEpisodes } from './open-episodes.ts';
import { onSpool } from './on-spool.ts';
import { overviewOf } from './overview.ts';
import { formatOverview } from './table.ts';

/** The entries that a person has chosen. */
export interface Chosen {
  /** Entries as `dma spool list` names them, and notifiers. */
  readonly names: readonly string[];
  /** Everything, or everything of the named notifiers. */
  readonly all: boolean;
}

/** The overview of the spool: waiting, failed, and why. */
export function listSpool(file: string | undefined, json: boolean): string {
  return onSpool(file, (spool, notifiers) => {
    const overview = overviewOf(spool, notifiers);
    return json ? `${JSON.stringify(overview)}\n` : formatOverview(overview, epochSeconds());
  });
}

/** One entry or open episode, as JSON. */
export function showSpoolEntry(file: string | undefined, name: string, json: boolean): string {
  return onSpool(file, (spool) => {
    const episode = openEpisodes(spool).find(({ id }) => id === name);
    const shown = episode ?? showEntry(spool, findEntry(spool, name));
    return `${quoteAsJson(shown, json ? undefined : 2)}\n`;
  });
}

/** Tries again now: entries by name, all of a notifier, or everything. */
export function retrySpool(file: string | undefined, chosen: Chosen, json: boolean): string {
  return onSpool(file, (spool, notifiers) => {
    const entries = choose(spool, chosen, 'retry');
    const failed = entries.filter(({ state }) => state === 'failed');
    for (const entry of failed) putBackEntry(spool, entry);
    const due = new Set(entries.filter(({ folder }) => folder !== 'new').map(({ folder }) => folder));
    for (const name of due) new RetryState(spool, name).clear();
    const waiting = entries.length - failed.length;
    const unknown = [...due].filter((name) => !notifiers.includes(name));
    const note = unknown.length > 0 ? `; dma.yaml does not name ${unknown.join(', ')}` : '';
    return json
      ? `${JSON.stringify({ putBack: failed.length, dueNow: waiting })}\n`
      : `${countOf(failed.length, 'entry', 'entries')} put back, ${countOf(waiting, 'entry', 'entries')} due now${note}\n`;
  });
}

/** Removes entries, by their exact names, or all; and ends open episodes, by their ids. */
export function dropSpool(file: string | undefined, chosen: Chosen, json: boolean): string {
  return onSpool(file, (spool) => {
    const ended = openEpisodes(spool).filter(({ id }) => chosen.names.includes(id));
    const names = chosen.names.filter((name) => !ended.some(({ id }) => id === name));
    const entries =
      ended.length > 0 && names.length === 0 ? [] : choose(spool, { names, all: chosen.all }, 'drop');
    for (const entry of entries) dropEntry(spool, entry);
    if (chosen.all && chosen.names.length === 0) spool.deadLetters.clearCounts();
    const now = epochSeconds();
    for (const episode of ended) endEpisode(spool, episode, now);
    if (json) return `${JSON.stringify({ removed: entries.length, ended: ended.length })}\n`;
    const outcomes = [
      ...(ended.length === 0 || entries.length > 0
        ? [`${countOf(entries.length, 'entry', 'entries')} removed`]
        : []),
      ...ended.map(({ id }) => `dma deliver will tell the end of ${id}`),
    ];
    return `${outcomes.join('; ')}\n`;
  });
}

function choose(spool: Spool, { names, all }: Chosen, verb: 'retry' | 'drop'): SpoolEntry[] {
  if (names.length === 0 && !all) throw new UsageError(`say what to ${verb}: names of entries, or --all`);
  if (names.length === 0) return entriesOf(spool);
  return names.flatMap((name) => {
    if (!isFolder(spool, name)) return findEntry(spool, name);
    const entries = entriesOf(spool, name);
    if (verb === 'drop' && !all) {
      throw new UsageError(
        `${name} stands for ${countOf(entries.length, 'entry', 'entries')}; to remove them all, say --all as well`,
      );
    }
    return entries;
  });
}
