import type { Snapshot } from '../outlook/outlook.ts';
import { healthParts } from '../outlook/health-parts.ts';
import { cut, safeText, wrap, type Line } from './cells.ts';

/**
 * The health of each part, and what is not predicted and why. The parts that are well share lines, and each fault has
 * its own.
 *
 * @param width of the screen
 * @param maxLines at least 1; faults come first where there is no room for all
 */
export function healthLines(snapshot: Snapshot, width: number, maxLines: number): Line[] {
  const parts = healthParts(snapshot);
  const fine = parts.filter(({ isFault }) => !isFault).map(({ text }) => safeText(text));
  const faults = parts.filter(({ isFault }) => isFault).map(({ text }) => safeText(text));
  const fineLines = wrap(fine.map((text) => text.replaceAll(' ', '\u00a0')).join(' | '), width).map(
    (text): Line => ({ text: text.replaceAll('\u00a0', ' ').replace(/^\| | \|$/g, '') }),
  );
  const faultLines = faults.flatMap((text) =>
    wrap(`! ${text}`, width, '  ').map((line): Line => ({ text: line, style: 'danger' })),
  );
  const lines = [...fineLines, ...faultLines];
  if (lines.length <= maxLines) return lines;
  const short = faults.map((text): Line => ({ text: wrap(`! ${text}`, width, '  ')[0]!, style: 'danger' }));
  const room = maxLines - short.length;
  if (room >= 0) return [...fineLines.slice(0, room), ...short];
  const more = { text: cut(`! and ${1 - room} more faults; see dma check`, width), style: 'danger' } as const;
  return [...short.slice(0, maxLines - 1), more];
}
