import { passingMachine, type Machine } from './soak-machines.ts';

/** Driven seconds that such a machine is there, and then silent before its series are removed. */
const presentSeconds = 480;
const silentSeconds = 240;
const turnSeconds = presentSeconds + silentSeconds;
/** When in each turn one comes, so that there is always one. */
const comings = [0, turnSeconds / 2];

/** Machines that come and go: series that appear, fall silent, and are removed. */
export class PassingMachines {
  /** How many came, and went. */
  come = 0;
  gone = 0;

  #present: { readonly machine: Machine; readonly goesAt: number }[] = [];
  #silent: { readonly host: string; readonly removedAt: number }[] = [];

  get machines(): readonly Machine[] {
    return this.#present.map(({ machine }) => machine);
  }

  /**
   * @param driven the next driven second
   * @returns the hosts whose series are to be removed now
   */
  advance(driven: number): readonly string[] {
    if (comings.includes(driven % turnSeconds))
      this.#present.push({ machine: passingMachine(++this.come), goesAt: driven + presentSeconds });
    const going = this.#present.filter(({ goesAt }) => goesAt <= driven);
    this.#present = this.#present.filter(({ goesAt }) => goesAt > driven);
    this.gone += going.length;
    this.#silent.push(...going.map(({ machine: { host } }) => ({ host, removedAt: driven + silentSeconds })));
    const removed = this.#silent.filter(({ removedAt }) => removedAt <= driven);
    this.#silent = this.#silent.filter(({ removedAt }) => removedAt > driven);
    return removed.map(({ host }) => host);
  }

  /** All of them go. Returns those whose series are still there. */
  endAll(): readonly string[] {
    this.gone += this.#present.length;
    const hosts = [...this.machines.map(({ host }) => host), ...this.#silent.map(({ host }) => host)];
    this.#present = [];
    this.#silent = [];
    return hosts;
  }
}
