/** The capacity is looked at over this many horizons, and its changes in as many parts of a horizon. */
const memoryHorizons = 2;
const partsPerHorizon = 24;
/** Beside the largest change there have to be as many others. */
const minOthers = 2;
/** Their sum, as a share of the capacity and of all the ways back and forth. */
const minShare = 0.001;
const minDirectness = 0.5;
/** A smaller share is within the precision of collectd's cache. */
const precision = 1e-6;

/**
 * Tells a capacity that goes up or down for a while from one that is constant, jumps, or goes to and fro.
 *
 * Memory that is plugged in and a disk that is grown change once, or a few times at once. A pool that others fill, and
 * a guest whose memory is taken away, change again and again in one direction.
 */
export class CapacityMovement {
  readonly #horizonSeconds: number;
  /** Oldest first. */
  #changes: { readonly time: number; readonly amount: number }[] = [];
  #time = Number.NEGATIVE_INFINITY;
  #value = Number.NaN;

  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  /** Takes the capacity at a time (epoch seconds). With an earlier time than before it begins anew. */
  observe(time: number, value: number): void {
    if (time === this.#time) return;
    if (time < this.#time) {
      this.#changes = [];
      this.#value = Number.NaN;
    }
    const amount = value - this.#value;
    if (Math.abs(amount) > precision * value) this.#changes.push({ time, amount });
    if (Number.isNaN(this.#value) || Math.abs(amount) > precision * value) this.#value = value;
    this.#time = time;
    const since = time - memoryHorizons * this.#horizonSeconds;
    if (this.#changes.length > 0 && this.#changes[0]!.time < since)
      this.#changes = this.#changes.filter((change) => change.time >= since);
  }

  get isMoving(): boolean {
    if (this.#changes.length <= minOthers) return false;
    const parts = new Map<number, number>();
    for (const { time, amount } of this.#changes) {
      const part = Math.floor((time * partsPerHorizon) / this.#horizonSeconds);
      parts.set(part, (parts.get(part) ?? 0) + amount);
    }
    const [, ...others] = [...parts.values()].toSorted((a, b) => Math.abs(b) - Math.abs(a));
    if (others.length < minOthers) return false;
    const way = others.reduce((sum, amount) => sum + Math.abs(amount), 0);
    const net = Math.abs(others.reduce((sum, amount) => sum + amount, 0));
    return net >= minShare * this.#value && net >= minDirectness * way;
  }
}
