import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { parseSpoolState } from '../../../plugins/spool/state.ts';
import { keysIn, textOf } from './events-on-disk.ts';
import type { Ended } from './run.ts';
import type { PlannedNotification, Scenario } from './scenario.ts';

/** An event that follows from the notifications. */
export interface Due {
  readonly key: string;
  readonly id: string;
  readonly source: string;
}

/** Log lines of one run; beyond it something is said again and again. */
const maxLines = 50;

/**
 * Holds `dma deliver` to its promises at the end of a run: every accepted notification is delivered at least once or is
 * a dead letter, with the same keys and ids each time, in the order of its episode; nothing is invented; nothing stays
 * open, and no file stays, beyond what has to. What a person has removed may be lost.
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
  for (const { name, repeatSeconds, failures } of scenario.notifiers) {
    const { received, open: told } = receivers.get(name)!;
    const dead = keysIn(disk, `/spool/failed/${name}`);
    assert.ok(
      dead.size === 0 || failures.includes('rejects'),
      `${name}: has dead letters: ${[...dead].join()}`,
    );
    checkReceived(name, due, received, new Set([...dead, ...lost.get(name)!]));
    if (repeatSeconds !== undefined)
      assert.deepEqual([...told].sort(), [...open].sort(), `${name}: what it holds to be open`);
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

/** An implementation of its own of what notifications mean. @returns the events, and the ids of the open episodes */
export function meaningOf(
  notifications: readonly Pick<PlannedNotification, 'host' | 'severity' | 'time'>[],
): {
  readonly due: readonly Due[];
  readonly open: readonly string[];
} {
  const due: Due[] = [];
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
      due.push({ source, id, key: `${id}-${severity.toLowerCase()}-${Math.round(time * 1000)}` });
    if (severity === 'OKAY') episodes.delete(source);
    else episodes.set(source, { id, severity });
  }
  return { due, open: [...episodes.values()].map(({ id }) => id) };
}
