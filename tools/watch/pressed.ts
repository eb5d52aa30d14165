import type { Feedback } from '../../plugins/spool/feedback-files.ts';
import type { Row } from '../outlook/row.ts';
import type { MarkedAlert, Scope, View } from './view.ts';

/** A key as node:readline tells it. */
export interface Key {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly sequence?: string | undefined;
}

/** Something that a key asks for and that the view alone cannot do. */
export type Wish =
  | { readonly kind: 'quit' | 'suspend' | 'refresh' }
  /** The past of a series. */
  | { readonly kind: 'open'; readonly row: Row }
  /** The alert of a series that may be marked. */
  | { readonly kind: 'find-alert'; readonly row: Row }
  | {
      readonly kind: 'silence';
      readonly row: Row;
      readonly scope: Scope;
      readonly duration: string;
      readonly comment: string;
    }
  | {
      readonly kind: 'feedback';
      readonly alert: MarkedAlert;
      readonly verdict: Feedback['verdict'];
      readonly note: string;
    };

/** The view after a key, and what else has to be done. */
export interface Pressed {
  readonly view: View;
  readonly wish?: Wish;
}
