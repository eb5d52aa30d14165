import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';

/**
 * Makes the standard streams of this process strike secrets out of every text, whoever writes it: our commands, Node.js
 * with a warning, or a library. Bytes pass as they are, for protocols such as that of collectd's exec plugin.
 */
export function strikeOutput(streams: readonly NodeJS.WriteStream[], secrets: KnownSecrets): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? secrets.strike(chunk) : chunk, ...rest);
  }
}
