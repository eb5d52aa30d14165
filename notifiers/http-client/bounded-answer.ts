import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** An answer that is HTTP, and none to our request. */
export class UnusableAnswer extends Error {}

/** The part of a request of got that is needed here. */
export interface PendingAnswer<Answer> extends Promise<Answer> {
  on(event: 'request', listener: (request: ClientRequest) => void): unknown;
}

/** The timeout of got itself comes first, where it works. */
const graceSeconds = 1;

/**
 * Settles as the request does, and also where got never would: it waits for ever once the other side has switched
 * protocols.
 *
 * @param seconds the timeout of the request
 * @throws UnusableAnswer for an answer that switches protocols
 */
export function answerWithin<Answer>(pending: PendingAnswer<Answer>, seconds: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(Object.assign(new Error(`no end within ${seconds} s`), { code: 'ETIMEDOUT' })),
      (seconds + graceSeconds) * 1000,
    );
    const settle = (settled: () => void): void => {
      clearTimeout(timer);
      settled();
    };
    pending.on('request', (request) => {
      request.once('upgrade', ({ statusCode }: IncomingMessage, socket: Socket) => {
        socket.destroy();
        const message = `answered ${statusCode}: it switches to another protocol, which nobody asked for`;
        settle(() => reject(new UnusableAnswer(message)));
      });
    });
    pending.then(
      (answer) => settle(() => resolve(answer)),
      (error: Error) => settle(() => reject(error)),
    );
  });
}
