import type { Identifier } from './identifier.ts';

/** States of the memory plugin that are part of others; each is counted by those, if one of them is there. */
const countedBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['available', ['free', 'cached']],
  ['slab', ['slab_recl', 'slab_unrecl']],
]);

/** True for a state of memory that other series of the same sum count as well, so that it must not be added to them. */
export function isCountedTwice(one: Identifier, others: readonly Identifier[]): boolean {
  if (one.plugin !== 'memory' || one.type !== 'memory' || one.typeInstance === undefined) return false;
  const counts = countedBy.get(one.typeInstance);
  return counts !== undefined && others.some((other) => isState(other, counts));
}

function isState({ plugin, type, typeInstance }: Identifier, states: readonly string[]): boolean {
  return (
    plugin === 'memory' && type === 'memory' && typeInstance !== undefined && states.includes(typeInstance)
  );
}
