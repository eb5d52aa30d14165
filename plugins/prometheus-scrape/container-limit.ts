import type { ScrapedSample } from './exposition.ts';

/** The limit of a container's memory, as cAdvisor and the kubelet tell it; 0 or an immense one is no limit. */
const limitName = 'container_spec_memory_limit_bytes';
/** The memory of the machine, on cAdvisor's page. */
const machineName = 'machine_memory_bytes';
/** The kernel has no limit as about 2^63. */
const minImmenseBytes = 2 ** 62;

/**
 * Puts the memory of the machine in place of no limit, because a container without a limit ends there. Where the page
 * does not tell it, a container without a limit has no such sample.
 */
export function withRealLimits(samples: readonly ScrapedSample[]): readonly ScrapedSample[] {
  const machineBytes = samples.find(({ name }) => name === machineName)?.value;
  return samples.flatMap((sample) => {
    const { name, value } = sample;
    if (name !== limitName || (value > 0 && value < minImmenseBytes)) return [sample];
    return machineBytes === undefined ? [] : [{ ...sample, value: machineBytes }];
  });
}
