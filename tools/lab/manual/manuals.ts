import { commandManuals } from './command-manuals.ts';
import { configurationManual } from './configuration-manual.ts';
import { enqueueManual } from './enqueue-manual.ts';

/** The build that the pages describe. */
export interface ManualOrigin {
  /** Such as 2026-11-29. */
  readonly date: string;
  readonly version: string;
}

/** All manual pages, by their file names such as dma-check.1. */
export async function manuals(origin: ManualOrigin): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ...(await commandManuals(origin)),
    ['dma-enqueue.1', enqueueManual(origin)],
    ['dma.yaml.5', configurationManual(origin)],
  ]);
}
