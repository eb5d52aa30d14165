import { formatIsoTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson } from '../../notifiers/printable.ts';
import type { Correlation } from './correlation.ts';

/** The correlation as one JSON object in one line; docs/correlate.md has its fields. */
export function correlationJson(correlation: Correlation): string {
  const { samples, from, to } = correlation;
  return `${quoteAsJson({
    ...correlation,
    drawn: undefined,
    samples: samples.length,
    from: formatIsoTime(from),
    fromSeconds: from,
    to: formatIsoTime(to),
    toSeconds: to,
  })}\n`;
}
