import { readdirSync, readFileSync } from 'node:fs';
import type { PrivateStack } from '../../tools/stack/private-stack.ts';

/** Process ids of the `dma` programs that the stack's collectd has started: `predict` or `deliver`. */
export function stackPrograms({ configFile }: PrivateStack, command: 'predict' | 'deliver'): number[] {
  return readdirSync('/proc')
    .filter((name) => {
      if (!/^\d+$/.test(name)) return false;
      try {
        const [args, environment] = [`/proc/${name}/cmdline`, `/proc/${name}/environ`].map((file) =>
          readFileSync(file, 'utf8').split('\0'),
        );
        return (
          args!.includes(command) &&
          environment!.includes(`DMA_CONFIG=${configFile}`) &&
          environment!.some((text) => text.startsWith('COLLECTD_INTERVAL='))
        );
      } catch {
        // Gone in the meantime, or somebody else's.
        return false;
      }
    })
    .map(Number);
}
