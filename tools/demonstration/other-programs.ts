const mebi = 2 ** 20;
/** Changes below this share of the room disturb nothing. */
const quietShare = 0.1;

/** Memory that the other programs of the machine take and give back while the demonstration runs. */
export class OtherPrograms {
  #first: number | undefined;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  #previousOwn = 0;

  /** Compares with what is used from now on. */
  begin(): void {
    this.#first = undefined;
    this.#least = Number.POSITIVE_INFINITY;
    this.#most = Number.NEGATIVE_INFINITY;
  }

  /**
   * @param usedBytes of the machine
   * @param ownBytes of them, those of our own `dma mem-stress`
   */
  see(usedBytes: number, ownBytes: number): void {
    // A process that has just ended no longer names the memory that the kernel still counts.
    const hasJustEnded = ownBytes < this.#previousOwn;
    this.#previousOwn = ownBytes;
    if (hasJustEnded) return;
    const others = usedBytes - ownBytes;
    this.#first ??= others;
    this.#least = Math.min(this.#least, others);
    this.#most = Math.max(this.#most, others);
  }

  /** Bytes between the most and the least that they used; 0 when nothing was seen. */
  get unrestBytes(): number {
    return Math.max(0, this.#most - this.#least);
  }

  /** Says what they did where it is large beside the room, in bytes; undefined otherwise. */
  describe(room: number): string | undefined {
    const taken = this.#most - (this.#first ?? this.#most);
    const given = (this.#first ?? this.#least) - this.#least;
    const changes = [
      ...(taken > quietShare * room ? [`took up to ${Math.round(taken / mebi)} MiB more`] : []),
      ...(given > quietShare * room ? [`gave back up to ${Math.round(given / mebi)} MiB`] : []),
    ];
    return changes.length === 0
      ? undefined
      : `the other programs of this machine ${changes.join(' and ')} meanwhile`;
  }
}
