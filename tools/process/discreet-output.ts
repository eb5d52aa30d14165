import type { KnownSecrets } from '../../notifiers/known-secrets.ts';

/**
 * Makes the standard streams of this process strike secrets out of every text, whoever writes it: our commands, yargs,
 * or a library. Bytes pass as they are, for protocols such as that of collectd's exec plugin.
 */
export function strikeOutput(streams: readonly NodeJS.WriteStream[], secrets: KnownSecrets): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? secrets.strike(chunk) : chunk, ...rest);
  }
}

/** Makes warnings of Node.js, which it would write past the streams, one line of standard error. */
export function strikeWarnings(stderr: NodeJS.WriteStream): void {
  // There is no listener after --no-warnings.
  if (process.listenerCount('warning') === 0) return;
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => {
    if (name === 'DeprecationWarning' && process.noDeprecation === true) return;
    stderr.write(`(node:${process.pid}) ${name}: ${message}\n`);
  });
}
