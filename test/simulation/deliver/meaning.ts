import { createHash } from 'node:crypto';
import type { PlannedNotification } from './scenario.ts';

/** An event that follows from the notifications. */
export interface Due {
  readonly key: string;
  readonly id: string;
  readonly source: string;
}

/** The same, with what a route looks at. */
export interface Planned extends Due {
  readonly host: string;
  readonly severity: string;
}

/** An implementation of its own of what notifications mean. @returns the events, and the ids of the open episodes */
export function meaningOf(
  notifications: readonly Pick<PlannedNotification, 'host' | 'severity' | 'time'>[],
): {
  readonly due: readonly Planned[];
  readonly open: readonly string[];
} {
  const due: Planned[] = [];
  const episodes = new Map<string, { readonly id: string; readonly severity: string }>();
  for (const { host, severity, time } of notifications) {
    const source = `${host}/dma-memory/percent-risk`;
    const known = episodes.get(source);
    if (severity === 'OKAY' && !known) continue;
    const hash = createHash('sha256')
      .update(`${source}\n${time.toFixed(3)}`)
      .digest('hex');
    const id = known?.id ?? `dma-${hash.slice(0, 16)}`;
    if (severity !== known?.severity)
      due.push({
        source,
        id,
        host,
        severity,
        key: `${id}-${severity.toLowerCase()}-${Math.round(time * 1000)}`,
      });
    if (severity === 'OKAY') episodes.delete(source);
    else episodes.set(source, { id, severity });
  }
  return { due, open: [...episodes.values()].map(({ id }) => id) };
}
