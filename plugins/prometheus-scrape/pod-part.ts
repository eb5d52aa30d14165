import type { ScrapedSample } from './exposition.ts';

/**
 * Says of which part of a pod a kubelet's page tells: the pod as a whole, the sandbox that holds its network (an image
 * that is no container of the pod), or one of its containers.
 *
 * @returns undefined for a sample of no pod
 */
export function podPart({ labels }: ScrapedSample): 'pod' | 'sandbox' | 'container' | undefined {
  const has = (name: string): boolean => labels.some(([one]) => one === name);
  if (!has('pod')) return undefined;
  if (has('container')) return 'container';
  return has('image') ? 'sandbox' : 'pod';
}
