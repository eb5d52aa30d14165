import { z } from 'zod';

export const redisAway = { 503: 'Redis cannot be read' };
export const spoolAway = { 503: 'the spool cannot be read' };

export const offsetOption = wholeNumber(0).default(0).describe('number of entries to skip');

/** @param max number of entries in one answer */
export function limitOption(max: number) {
  return wholeNumber(1, max).default(100).describe('number of entries');
}

function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} on` : `${min} to ${max}`;
  const error = `expected a whole number from ${range}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}
