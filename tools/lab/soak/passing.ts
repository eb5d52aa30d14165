import { restingMachine, type Machine } from './machines.ts';

/** Driven seconds that such a machine is there, and from one coming of it to the next. */
const presentSeconds = 480;
const turnSeconds = 2160;
const machines = Array.from({ length: 6 }, (_, index) => restingMachine(`passing${index + 1}`, index * 1000));
const apartSeconds = turnSeconds / machines.length;

/**
 * The machines that come and go and come again, so that there is always one: series that appear and fall silent. Their
 * names are few: `dma predict` forgets what has been silent for an hour of ours, in which thousands could come.
 *
 * @param driven seconds, at least 0
 */
export function passingMachines(driven: number): readonly Machine[] {
  return machines.filter((_, index) => {
    const since = driven - index * apartSeconds;
    return since >= 0 && since % turnSeconds < presentSeconds;
  });
}

/** How often one has gone until then. */
export function departures(driven: number): number {
  return machines
    .map((_, index) => Math.floor((driven - index * apartSeconds - presentSeconds) / turnSeconds) + 1)
    .reduce((sum, count) => sum + Math.max(0, count), 0);
}
