import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Inside a `describe`: a new, empty folder for each test, gone afterwards. Call the result for its path. */
export function scratchFolder(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dma-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  return () => folder;
}
