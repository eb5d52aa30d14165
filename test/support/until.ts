import { setTimeout as sleep } from 'node:timers/promises';

/** Calls `look` ten times a second until it answers; rejects with the name of what is missing after `seconds`. */
export async function until<Answer>(
  what: string,
  seconds: number,
  look: () => Answer | undefined | false | Promise<Answer | undefined | false>,
): Promise<Answer> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await look();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await sleep(100);
  }
}
