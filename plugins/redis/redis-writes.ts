import { ErrorReply } from 'redis';
import type { RedisClient } from './client.ts';

/** A command with its arguments; text is sent as UTF-8. */
export type RedisCommand = readonly (string | Buffer)[];

/**
 * Sends commands in one go.
 *
 * @returns for each nothing, or the error with which Redis refuses it; rejects with the client's error when the
 *   connection is lost first, and any of them may have been carried out
 */
export async function writeEach(
  client: Pick<RedisClient, 'sendCommand'>,
  commands: readonly RedisCommand[],
): Promise<readonly (ErrorReply | undefined)[]> {
  const answers = await Promise.allSettled(commands.map((command) => client.sendCommand(command)));
  return answers.map((answer) => {
    if (answer.status === 'fulfilled') return undefined;
    if (answer.reason instanceof ErrorReply) return answer.reason;
    throw answer.reason;
  });
}
