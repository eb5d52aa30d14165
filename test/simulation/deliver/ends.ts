import assert from 'node:assert/strict';
import type { Planned } from './meaning.ts';
import type { Received } from './receiver.ts';
import type { PlannedNotifier, PlannedRoute } from './scenario.ts';

/** The events of the episodes that a route admits: each from the first one that it admits, to its end. */
export function admitted(due: readonly Planned[], { hosts, minimumSeverity }: PlannedRoute): Planned[] {
  const known = new Set<string>();
  return due.filter(({ id, host, severity }) => {
    const isWanted = minimumSeverity === undefined || severity === minimumSeverity;
    if (severity !== 'OKAY' && isWanted && (hosts?.includes(host) ?? true)) known.add(id);
    return known.has(id);
  });
}

/** True for the id of a sum that was received. */
export function isSum(id: string, received: readonly Received[]): boolean {
  return received.some((event) => event.id === id && event.source.includes('/dma-summary/'));
}

/**
 * Holds a receiver's events against each other: no episode and no sum ends that was not told of, none goes on after its
 * end, and each that was told of has ended if it is over.
 *
 * @param due the events that the notifier's route admits
 * @param dead keys of events that it may have missed
 * @param open ids of the episodes that are not over; absent where the order of events is checked elsewhere
 * @throws AssertionError
 */
export function checkEnds(
  { name, route }: Pick<PlannedNotifier, 'name' | 'route'>,
  due: readonly Planned[],
  received: readonly Received[],
  dead: ReadonlySet<string>,
  open: readonly string[] | undefined,
): void {
  const incomplete = new Set(due.filter(({ key }) => dead.has(key)).map(({ id }) => id));
  const isLossy = dead.size > 0;
  const ids = new Set(due.map(({ id }) => id));
  const episodes = new Map<string, Received[]>();
  for (const event of received) episodes.set(event.id, [...(episodes.get(event.id) ?? []), event]);
  for (const [id, events] of episodes) {
    if (incomplete.has(id) || (isLossy && isSum(id, received))) continue;
    const story = events.map(({ severity }) => severity);
    const first = [...new Map(events.map((event) => [event.key, event])).values()];
    const told = first.map(({ severity }) => severity);
    assert.notEqual(told[0], 'OKAY', `${name}: ${id} ends, and was not told of`);
    assert.ok(!told.slice(0, -1).includes('OKAY'), `${name}: ${id} goes on after its end: ${told.join()}`);
    if (isSum(id, received)) {
      const isOver = due.every((event) => !open?.includes(event.id));
      if (isOver) assert.equal(story.at(-1), 'OKAY', `${name}: the sum ${id} has no end`);
      continue;
    }
    assert.ok(ids.has(id), `${name}: ${id} is invented`);
    if (open)
      assert.equal(story.at(-1) === 'OKAY', !open.includes(id), `${name}: the end of ${id}: ${story.join()}`);
  }
  if (!open || isLossy) return;
  const newest = new Map(due.map((event) => [event.id, event]));
  // A severity that has come and gone while the notifier was away is not told.
  for (const { id } of admitted([...newest.values()], route))
    assert.ok(
      !open.includes(id) || episodes.has(id) || received.some((event) => isSum(event.id, received)),
      `${name}: ${id} is open, and neither it nor a sum was told`,
    );
}
