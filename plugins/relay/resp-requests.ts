/** A request that Redis' protocol does not allow, or one beyond the bounds; the connection cannot be used any more. */
export class MalformedRequestError extends Error {
  override name = 'MalformedRequestError';
}

/** The identifiers, keys and members of write_redis are shorter than 512 bytes. */
const maxArgumentBytes = 1024;
const maxArguments = 8;
const maxRequestBytes = maxArguments * (maxArgumentBytes + 16);
const [star, dollar, carriageReturn, lineFeed, zero, nine] = [0x2a, 0x24, 0x0d, 0x0a, 0x30, 0x39];
const nothing = Buffer.alloc(0);

/** A number of the protocol, and where the bytes behind it begin; `next` is -1 while they have not arrived. */
interface Header {
  readonly value: number;
  readonly next: number;
}

/**
 * Reads requests from the bytes of a connection. A request is a list of at most eight arguments of at most 1,024 bytes;
 * each byte becomes one character. Inline commands are refused, so that no browser can be made to send one.
 */
export class RespRequests {
  #rest: Buffer = nothing;

  /** Number of bytes that wait for the end of their request; bounded. */
  get waitingBytes(): number {
    return this.#rest.length;
  }

  /**
   * Calls `take` for each request that is complete.
   *
   * @throws MalformedRequestError
   */
  read(chunk: Buffer, take: (args: readonly string[]) => void): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let position = 0;
    while (position < bytes.length) {
      const end = this.#readRequest(bytes, position, take);
      if (end < 0) break;
      position = end;
    }
    if (bytes.length - position > maxRequestBytes)
      throw new MalformedRequestError('a request without an end');
    // A copy: the chunk belongs to a larger buffer, which would be kept alive.
    this.#rest = position === bytes.length ? nothing : Buffer.from(bytes.subarray(position));
  }

  /** @returns the position behind the request; -1 when it has not arrived completely */
  #readRequest(bytes: Buffer, start: number, take: (args: readonly string[]) => void): number {
    const count = readHeader(bytes, start, star, maxArguments);
    if (count.next < 0) return -1;
    if (count.value === 0) throw new MalformedRequestError('a request without arguments');
    const args: string[] = [];
    let position = count.next;
    for (let index = 0; index < count.value; index++) {
      const length = readHeader(bytes, position, dollar, maxArgumentBytes);
      if (length.next < 0) return -1;
      const end = length.next + length.value;
      if (end + 2 > bytes.length) return -1;
      if (bytes[end] !== carriageReturn || bytes[end + 1] !== lineFeed)
        throw new MalformedRequestError('an argument that is longer than its length');
      args.push(bytes.toString('latin1', length.next, end));
      position = end + 2;
    }
    take(args);
    return position;
  }
}

const missing: Header = { value: 0, next: -1 };

/** Reads `*3` or `$12` with its line end. @throws MalformedRequestError for anything else, and beyond `max` */
function readHeader(bytes: Buffer, start: number, sign: number, max: number): Header {
  if (start >= bytes.length) return missing;
  if (bytes[start] !== sign) throw new MalformedRequestError('bytes that are no request of Redis');
  let value = 0;
  for (let position = start + 1; position < bytes.length; position++) {
    const byte = bytes[position]!;
    if (byte === carriageReturn) {
      if (position === start + 1) throw new MalformedRequestError('a length without digits');
      if (position + 1 >= bytes.length) return missing;
      if (bytes[position + 1] !== lineFeed) throw new MalformedRequestError('a line without its end');
      return { value, next: position + 2 };
    }
    if (byte < zero || byte > nine) throw new MalformedRequestError('a length that is no number');
    value = value * 10 + byte - zero;
    if (value > max) throw new MalformedRequestError(`a length of more than ${max}`);
  }
  return missing;
}
