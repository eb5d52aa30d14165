import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `look` until it answers; rejects with the name of what is missing after `seconds`.
 *
 * @param pauseSeconds between two looks (default: 0.1); more where each of them starts a program
 */
export async function until<Answer>(
  what: string,
  seconds: number,
  look: () => Answer | undefined | false | Promise<Answer | undefined | false>,
  pauseSeconds = 0.1,
): Promise<Answer> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await look();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await sleep(1000 * pauseSeconds);
  }
}
