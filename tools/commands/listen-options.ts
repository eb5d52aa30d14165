import { UsageError } from '../process/command-error.ts';

/** `--port` and `--host` of the dummies: loopback unless asked. */
export function listenOptions(defaultPort: string) {
  return {
    port: {
      type: 'string',
      requiresArg: true,
      default: defaultPort,
      describe: 'Where to listen; 0 for any free port',
    },
    host: { type: 'string', requiresArg: true, default: '127.0.0.1', describe: 'On which address' },
  } as const;
}

/** @throws UsageError when it is not a TCP port */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`--port: expected a number from 0 to 65535, not "${text}"`);
}
