import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A clock for programs that a test starts, by Debian's libfaketime: what {@link env} is given to sees the time jump,
 * and with it all that it starts. Clocks that never jump go on as they are.
 */
export class FakeClock {
  readonly env: Readonly<Record<string, string>>;
  readonly #file: string;

  /** @param folder that everybody may read */
  constructor(folder: string) {
    this.#file = join(folder, 'clock');
    this.set(0);
    this.env = {
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** @param seconds ahead of the real time, or behind it */
  set(seconds: number): void {
    writeFileSync(this.#file, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 });
  }
}

/** It lies in a folder named for the machine's architecture. */
function library(): string {
  const root = '/usr/lib';
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const folder = join(root, entry.name, 'faketime');
    try {
      if (readdirSync(folder).includes('libfaketimeMT.so.1')) return join(folder, 'libfaketimeMT.so.1');
    } catch {
      // Not here.
    }
  }
  throw new Error('libfaketime is not installed; tools/setup does that for tools/test');
}
