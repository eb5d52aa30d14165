import { randomBytes } from 'node:crypto';
import { countOf } from '../../notifiers/count-of.ts';
import { formatIsoTime, formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson, replaceUnprintable } from '../../notifiers/printable.ts';
import type { Config } from '../../plugins/config/config.ts';
import { complaintAboutTarget } from '../../plugins/config/route-targets.ts';
import { strayCharacter } from '../../plugins/collectd/glob.ts';
import { isActive, silenced } from '../../plugins/delivery/active-silences.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import {
  maxCommentLength,
  maxSilenceDays,
  maxSilences,
  SilenceFiles,
  type Silence,
} from '../../plugins/spool/silence-files.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { formatDuration, textTable } from '../report/readable.ts';
import { parseDuration } from '../series/time-range.ts';
import { onSpool } from '../spool/on-spool.ts';

/** The wishes of a person who adds a silence. */
export interface SilenceWish {
  readonly host: string | undefined;
  readonly target: string | undefined;
  /** Such as `2h`. */
  readonly duration: string;
  readonly comment: string;
  /** The user's name. */
  readonly by: string;
}

/** Adds a silence. @throws UsageError; OutsideError when the spool cannot be used or has too many */
export function addSilence(file: string | undefined, wish: SilenceWish, json: boolean): string {
  const seconds = checkedSeconds(wish);
  return onSpool(file, (spool, _notifiers, config) => {
    const files = filesOf(spool);
    const start = epochSeconds();
    const active = files.all().silences.filter((other) => isActive(other, start));
    if (active.length >= maxSilences)
      throw new OutsideError(`${files.folder}: has ${maxSilences} silences already; expire some`);
    const { host, target, comment, by } = wish;
    const silence: Silence = {
      id: randomBytes(4).toString('hex'),
      ...(host !== undefined && { host }),
      ...(target !== undefined && { target }),
      start,
      end: start + seconds,
      comment,
      by,
    };
    files.add(silence);
    if (json) return `${quoteAsJson(silenceFields(silence))}\n`;
    return `silence ${silence.id}: ${silenced(silence)}, until ${formatLocalTime(silence.end)} (in ${formatDuration(seconds)}); what is still open then is told\n${hintOf(target, config)}`;
  });
}

/** Of a target that dma.yaml does not have: a slip of the pen would silence nothing. */
function hintOf(target: string | undefined, config: Config): string {
  const complaint = target === undefined ? undefined : complaintAboutTarget(target, config);
  return complaint === undefined ? '' : `note: it silences nothing of this dma.yaml: ${complaint}\n`;
}

/** The silences that have not ended, the first to end first. */
export function listSilences(file: string | undefined, json: boolean): string {
  return onSpool(file, (spool) => {
    const now = epochSeconds();
    const { silences, unusable } = filesOf(spool).all();
    const active = silences.filter((silence) => isActive(silence, now));
    if (json) return `${quoteAsJson(active.map(silenceFields))}\n`;
    const rows = active.map(({ id, host, target, end, by, comment }) =>
      [id, host ?? '*', target ?? '*', formatLocalTime(end), formatDuration(end - now), by, comment].map(
        (text) => replaceUnprintable(text, '?'),
      ),
    );
    const lines =
      rows.length === 0
        ? ['nothing is silenced']
        : textTable([['silence', 'host', 'target', 'until', 'in', 'by', 'comment'], ...rows], new Set());
    const faults = unusable.map(
      (name) => `${replaceUnprintable(name, '?')} is not usable and silences nothing`,
    );
    return `${[...lines, ...faults].join('\n')}\n`;
  });
}

/** Ends silences before their time. @throws UsageError; OutsideError for an id that is not there */
export function expireSilences(
  file: string | undefined,
  { ids, all }: { readonly ids: readonly string[]; readonly all: boolean },
  json: boolean,
): string {
  if (ids.length === 0 && !all) throw new UsageError('say which silences to expire: their ids, or --all');
  return onSpool(file, (spool) => {
    const files = filesOf(spool);
    const known = files.all().silences.map(({ id }) => id);
    const stray = ids.find((id) => !known.includes(id));
    if (stray !== undefined)
      throw new OutsideError(`${spool.directory}: there is no silence ${stray}; see dma silence list`);
    const ended = all ? known : [...new Set(ids)];
    for (const id of ended) files.remove(id);
    if (json) return `${JSON.stringify({ expired: ended })}\n`;
    return `${countOf(ended.length, 'silence')} expired; what is still open is told\n`;
  });
}

function checkedSeconds({ host, target, duration, comment }: SilenceWish): number {
  if (host === undefined && target === undefined)
    throw new UsageError('say what to silence: --host, --target, or --host "*" for everything');
  for (const [option, text] of Object.entries({ '--host': host, '--target': target })) {
    if (text === undefined) continue;
    const stray = strayCharacter(text);
    if (text === '' || text.length > 1000 || stray !== undefined)
      throw new UsageError(
        `${option}: expected a name with the wildcards *, ? and {a,b}${stray === undefined ? '' : `, without another ${stray}`}`,
      );
  }
  if (comment.length > maxCommentLength)
    throw new UsageError(`--comment: has ${comment.length} characters; at most ${maxCommentLength} are kept`);
  const seconds = parseDuration(duration, '--duration');
  if (seconds > maxSilenceDays * 86_400)
    throw new UsageError(`--duration: ${duration} is more than ${maxSilenceDays} days`);
  return seconds;
}

function filesOf(spool: Spool): SilenceFiles {
  return new SilenceFiles(spool.disk, spool.directory);
}

/** A silence in JSON. */
export function silenceFields({ start, end, ...silence }: Silence): Record<string, unknown> {
  return {
    ...silence,
    start: formatIsoTime(start),
    startSeconds: start,
    end: formatIsoTime(end),
    endSeconds: end,
  };
}
