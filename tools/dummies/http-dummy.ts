import {
  startLoopbackServer,
  type ListenOptions,
  type LoopbackServer,
  type ReceivedRequest,
} from './loopback-server.ts';

export interface HttpDummyOptions extends ListenOptions {
  /** Statuses of the answers, in turn; the last one is repeated. (Default: always 200) */
  readonly statuses?: readonly number[];
  /** Called for each request, whatever its method, before it is answered. */
  readonly onPost?: (request: ReceivedRequest) => void;
}

/**
 * Starts an HTTP receiver that reports each request and answers with the given statuses and an empty body: for the
 * demonstration, and for tests of retries.
 *
 * @throws Error from `listen`, such as EADDRINUSE.
 */
export async function startHttpDummy(options: HttpDummyOptions = {}): Promise<LoopbackServer> {
  const { statuses = [200], onPost } = options;
  let count = 0;
  return startLoopbackServer((request) => {
    const status = statuses[Math.min(count, statuses.length - 1)] ?? 200;
    count += 1;
    onPost?.(request);
    return { status };
  }, options);
}
