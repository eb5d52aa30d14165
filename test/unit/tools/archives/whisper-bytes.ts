export interface Archive {
  readonly step: number;
  /** The places of the ring; undefined for one that was never written. */
  readonly points: readonly (readonly [time: number, value: number] | undefined)[];
}

/** As whisper 1.1 writes it. @param method 1 average, 2 sum, 4 max */
export function whisperOf(method: number, archives: readonly Archive[]): Buffer {
  const longest = Math.max(...archives.map(({ step, points }) => step * points.length));
  const header = Buffer.alloc(16 + 12 * archives.length);
  header.writeUInt32BE(method, 0);
  header.writeUInt32BE(longest, 4);
  header.writeFloatBE(0.5, 8);
  header.writeUInt32BE(archives.length, 12);
  let offset = header.length;
  const rings = archives.map(({ step, points }, index) => {
    for (const [field, value] of [offset, step, points.length].entries())
      header.writeUInt32BE(value, 16 + 12 * index + 4 * field);
    offset += 12 * points.length;
    const ring = Buffer.alloc(12 * points.length);
    for (const [place, [time, value]] of points.map((point) => point ?? ([0, 0] as const)).entries()) {
      ring.writeUInt32BE(time, 12 * place);
      ring.writeDoubleBE(value, 12 * place + 4);
    }
    return ring;
  });
  return Buffer.concat([header, ...rings]);
}
