import type { RedisReads, ScanOptions } from './redis-reads.ts';
import type { RedisCommand, writeEach } from './redis-writes.ts';

/** A connection that reconnects by itself; commands fail at once while it is not open. */
export interface RedisConnection {
  readonly commands: RedisReads;
  /** True while there is a connection. */
  readonly isOpen: boolean;
  /** The reason why there is no connection, as in the log but without "Redis at ..."; undefined before it is known. */
  readonly complaint: string | undefined;
  /** The same without the cure, such as `it is a Sentinel`; also undefined when Redis cannot be reached. */
  readonly reason: string | undefined;
  /** Number of attempts to connect so far. */
  readonly attempts: number;
  /** Sends commands as {@link writeEach} does; rejects with StoreError. */
  write(commands: readonly RedisCommand[]): ReturnType<typeof writeEach>;
  /** Sends `INFO <section>`; rejects as commands do. */
  info(section: string): Promise<string>;
  /** Lists a page of keys; rejects as commands do. @param cursor `0` for the first page, and after the last one */
  scan(
    cursor: string,
    options: ScanOptions,
  ): Promise<{ readonly cursor: string; readonly keys: readonly string[] }>;
  /** Settles when the first attempt has succeeded or failed; never rejects. */
  attempted(): Promise<void>;
  /** Settles with the first connection, or after `seconds` without one; never rejects. */
  opened(seconds: number): Promise<void>;
  close(): void;
}
