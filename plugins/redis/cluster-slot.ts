/** Number of slots of a cluster. */
export const slotCount = 16_384;

/** CRC-16/XMODEM of each byte alone. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});
const [open, close] = [0x7b, 0x7d];

/** The slot of a key in a Redis Cluster, by its specification: of the part in braces, where there is one. */
export function slotOf(key: string | Buffer): number {
  const bytes = typeof key === 'string' ? Buffer.from(key) : key;
  const start = bytes.indexOf(open) + 1;
  const end = start > 0 ? bytes.indexOf(close, start) : -1;
  const [from, to] = end > start ? [start, end] : [0, bytes.length];
  let crc = 0;
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ table[(crc >> 8) ^ bytes[i]!]!;
  return crc % slotCount;
}
