import type { SpoolLock } from '../../plugins/spool/lock.ts';

/** A lock that nobody else can get. */
export const heldLock: SpoolLock = {
  isHeld: () => true,
  retake: async () => true,
  free: () => undefined,
};
