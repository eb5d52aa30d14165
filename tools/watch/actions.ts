import { ConfigError } from '../../plugins/process/config-error.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { giveFeedback } from '../history/feedback.ts';
import type { Row } from '../outlook/row.ts';
import { readAlertPast } from '../outlook/series-past.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { addSilence } from '../silence/silence.ts';
import { clockText } from '../outlook/amounts.ts';
import type { Wish } from './pressed.ts';
import type { MarkedAlert } from './view.ts';

/** The person, and dma.yaml; undefined for the default one. */
export interface Person {
  readonly by: string;
  readonly config: string | undefined;
}

/**
 * Silences or judges as the commands `dma silence`, `dma mended`, `dma false` and `dma real` do.
 *
 * @returns the line that they would print, also about what they refuse
 */
export function carryOut(
  wish: Extract<Wish, { kind: 'silence' | 'feedback' }>,
  { config, by }: Person,
): string {
  try {
    if (wish.kind === 'feedback') {
      const { alert, verdict, note } = wish;
      return giveFeedback(config, { id: alert.id, verdict, note, by }, false).trim();
    }
    const { row, scope, duration, comment } = wish;
    const host = scope === 'target' ? undefined : row.host;
    const targets = { resource: row.resource, host: undefined, target: row.target };
    const silence = { host, target: targets[scope], duration, comment, by };
    return addSilence(config, silence, false).trim();
  } catch (error) {
    if (error instanceof UsageError || error instanceof OutsideError || error instanceof ConfigError)
      return error.message;
    throw error;
  }
}

/** The alert of a series that a person may judge: the open one, or else the last; undefined without any. */
export function alertToMark(row: Row, spool: Spool, now: number): MarkedAlert | undefined {
  const alert = row.alert?.event ?? readAlertPast(spool, row, now).episodes[0]?.episode;
  if (!alert) return undefined;
  return {
    id: alert.id,
    subject: `alert of ${clockText(alert.since, now)} (${row.resource} of ${row.host})`,
  };
}
