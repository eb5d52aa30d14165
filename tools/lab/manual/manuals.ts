import { commandManuals } from './command-manuals.ts';
import { configurationManual } from './configuration-manual.ts';
import { enqueueManual } from './enqueue-manual.ts';
import type { ManualOrigin } from './roff.ts';

/** All manual pages, by their file names such as dma-check.1. */
export async function manuals(origin: ManualOrigin): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ...(await commandManuals(origin)),
    ['dma-enqueue.1', enqueueManual(origin)],
    ['dma.yaml.5', configurationManual(origin)],
  ]);
}
