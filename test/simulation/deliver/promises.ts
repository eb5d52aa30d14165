import assert from 'node:assert/strict';
import { admitted, checkEnds, isSum } from './ends.ts';
import { parseSpoolState } from '../../../plugins/spool/state.ts';
import { meaningOf, type Due } from './meaning.ts';
import { keysIn, textOf } from './events-on-disk.ts';
import type { Ended } from './run.ts';
import type { PlannedNotification, Scenario } from './scenario.ts';

/** Log lines of one run; beyond it something is said again and again. */
const maxLines = 50;

/**
 * Holds `dma deliver` to its promises at the end of a run: every accepted notification is delivered at least once or is
 * a dead letter, with the same keys and ids each time, in the order of its episode; nothing is invented; nothing stays
 * open, and no file stays, beyond what has to; each receiver is told the end of what it was told of, see
 * {@link checkEnds}. What a person has removed may be lost.
 *
 * @throws AssertionError
 */
export function checkPromises(scenario: Scenario, end: Ended): void {
  const { accepted, uncertain } = end.enqueuer;
  // Each notification that a crash of the machine cut short has either arrived or not.
  const failures: string[] = [];
  for (let choice = 0; choice < 2 ** uncertain.length; choice++) {
    const arrived = new Set([...accepted, ...uncertain.filter((_, index) => (choice >> index) & 1)]);
    try {
      return check(
        scenario,
        end,
        scenario.notifications.filter((notification) => arrived.has(notification)),
      );
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      failures.push(error.message);
    }
  }
  assert.fail(failures.join('\nor, when what the crash cut short has arrived: '));
}

function check(scenario: Scenario, end: Ended, notifications: readonly PlannedNotification[]): void {
  const { due, open } = meaningOf(notifications);
  const { disk, receivers, said, lost } = end;
  for (const notifier of scenario.notifiers) {
    const { name, repeatSeconds, failures } = notifier;
    const { received, open: told } = receivers.get(name)!;
    const dead = keysIn(disk, `/spool/failed/${name}`);
    assert.ok(
      dead.size === 0 || failures.includes('rejects'),
      `${name}: has dead letters: ${[...dead].join()}`,
    );
    const missed = new Set([...dead, ...lost.get(name)!]);
    const isExact = !notifier.route.atMost && scenario.absence?.name !== name;
    const wanted = admitted(due, notifier.route);
    if (isExact) checkReceived(name, wanted, received, missed);
    checkEnds(notifier, wanted, received, missed, isExact ? undefined : open);
    const known = new Set(wanted.map(({ id }) => id));
    if (repeatSeconds !== undefined)
      assert.deepEqual(
        told.filter((id) => (missed.size === 0 ? !isSum(id, received) : known.has(id))).sort(),
        open.filter((id) => known.has(id)).sort(),
        `${name}: what it holds to be open`,
      );
  }
  const names = disk.names('/spool');
  const state = names.includes('episodes.json')
    ? parseSpoolState(textOf(disk, '/spool/episodes.json'))
    : undefined;
  assert.deepEqual((state?.open ?? []).map(({ id }) => id).sort(), [...open].sort(), 'open episodes');
  assert.ok(!names.includes('episodes.json.broken'), 'the memory of episodes was given up');
  const cut = new Set(end.enqueuer.uncertain.map(({ name }) => name));
  const left = disk
    .names('/spool/tmp')
    .filter((name) => !cut.has(name) && !/^(queue|retry)-|^episodes/.test(name));
  assert.deepEqual(left, [], 'files left in tmp');
  assert.deepEqual(disk.names('/spool/failed/new'), [], 'dead notifications');
  assert.ok(said.length <= maxLines, `says too much:\n${said.join('\n')}`);
}

/**
 * Holds a receiver's events against those that are due: each at least once, with the same key and id each time, in the
 * order of its episode, and nothing else.
 *
 * @param dead keys of events that are dead letters
 * @throws AssertionError
 */
export function checkReceived(
  name: string,
  due: readonly Due[],
  received: readonly Due[],
  dead: ReadonlySet<string> = new Set(),
): void {
  const known = new Map(due.map((event) => [event.key, event]));
  const episodes = new Map<string, string[]>();
  for (const { key, id, source } of received) {
    const expected = known.get(key);
    assert.ok(expected, `${name}: ${key} of ${source} is invented, or its key has changed`);
    assert.equal(id, expected.id, `${name}: another id at a repetition of ${key}`);
    episodes.set(id, [...(episodes.get(id) ?? []), key]);
  }
  for (const id of new Set(due.map((event) => event.id))) {
    const wanted = due.filter((event) => event.id === id && !dead.has(event.key)).map(({ key }) => key);
    const got = episodes.get(id) ?? [];
    const first = [...new Set(got)].filter((key) => !dead.has(key));
    assert.deepEqual(first, wanted, `${name}: events of ${id} and their order`);
    if (wanted.length > 0 && dead.size === 0)
      assert.equal(got.at(-1), wanted.at(-1)!, `${name}: the last word about ${id}`);
  }
}
