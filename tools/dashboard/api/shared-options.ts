import { z } from 'zod';

export const redisAway = { 503: 'Redis cannot be read' };
export const spoolAway = { 503: 'the spool cannot be read' };

const count = z.coerce.number({ error: 'expected a whole number' }).int().min(0);

export const offsetOption = count.default(0).describe('number of entries to skip');

/** @param max number of entries in one answer */
export function limitOption(max: number) {
  return count.min(1).max(max).default(100).describe('number of entries');
}
