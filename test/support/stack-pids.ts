import type { PrivateStack } from '../../tools/stack/private-stack.ts';
import { stackPrograms } from '../../tools/stack/stack-programs.ts';

/** The process ids of the `dma predict` or `dma deliver` that the stack's collectd has started as `Exec`. */
export function stackPids({ configFile }: PrivateStack, command: 'predict' | 'deliver'): number[] {
  return stackPrograms(configFile)
    .filter(
      ({ args, environment }) =>
        args.includes(command) && environment.some((text) => text.startsWith('COLLECTD_INTERVAL=')),
    )
    .map(({ pid }) => pid);
}
