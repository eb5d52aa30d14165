import { chosenRows } from '../outlook/chosen-rows.ts';
import type { Row } from '../outlook/row.ts';
import type { Snapshot } from '../outlook/outlook.ts';
import type { AlertPast, SeriesPast } from '../outlook/series-past.ts';
import type { Feedback } from '../../plugins/spool/feedback-files.ts';
import type { Glyphs } from './glyphs.ts';

/** The subject of a silence: a resource of a host, everything of the host, or the target on every host. */
export type Scope = 'resource' | 'host' | 'target';

/** A question in the last line, which takes the keys. */
export type Prompt =
  | { readonly kind: 'filter'; readonly text: string; readonly before: string }
  | { readonly kind: 'duration'; readonly key: string; readonly scope: Scope; readonly text: string }
  | {
      readonly kind: 'comment';
      readonly key: string;
      readonly scope: Scope;
      readonly duration: string;
      readonly text: string;
    }
  | { readonly kind: 'verdict'; readonly alert: MarkedAlert }
  | {
      readonly kind: 'note';
      readonly alert: MarkedAlert;
      readonly verdict: Feedback['verdict'];
      readonly text: string;
    };

/** The alert that a person judges. */
export interface MarkedAlert {
  readonly id: string;
  /** Such as `alert of 17:56:02 (memory of web1)`. */
  readonly subject: string;
}

/** Everything that decides how the screen looks, beside its size. */
export interface View {
  readonly snapshot: Snapshot;
  readonly glyphs: Glyphs;
  readonly page: 'list' | 'series' | 'help';
  /** Part of a host, a resource or a series; empty for all. */
  readonly filter: string;
  /** The key of the selected series; undefined for the first one. */
  readonly selected: string | undefined;
  readonly prompt: Prompt | undefined;
  /** The outcome of the last action, until the next key. */
  readonly message: string | undefined;
  /** Lines that the page of a series is scrolled by. */
  readonly scroll: number;
  /** Of the series whose page is open, when they have been read. */
  readonly past: SeriesPast | undefined;
  readonly alerts: AlertPast | undefined;
}

/** A view of a snapshot as it is at the start. */
export function startView(snapshot: Snapshot, glyphs: Glyphs, filter: string): View {
  return {
    snapshot,
    glyphs,
    page: 'list',
    filter,
    selected: undefined,
    prompt: undefined,
    message: undefined,
    scroll: 0,
    past: undefined,
    alerts: undefined,
  };
}

/** The rows that the filter lets through. */
export function filteredRows({ snapshot, filter }: Pick<View, 'snapshot' | 'filter'>): readonly Row[] {
  return chosenRows(snapshot.rows, filter);
}

/** The selected row; the first one where it is gone, and undefined without any. */
export function selectedRow(view: View): Row | undefined {
  const rows = filteredRows(view);
  return rows.find(({ key }) => key === view.selected) ?? rows[0];
}

/** The row of a series, also where the filter leaves it out; undefined when the series is gone. */
export function rowOf({ snapshot }: Pick<View, 'snapshot'>, key: string | undefined): Row | undefined {
  return snapshot.rows.find((row) => row.key === key);
}
