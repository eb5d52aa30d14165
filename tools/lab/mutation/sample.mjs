import { env } from 'node:process';

/**
 * A plugin of Stryker that changes one function or method in MUTATION_SAMPLE (default: each one), with all inside it.
 * The choice goes by the names of the function and its class, so that it stays the same.
 */
export const strykerPlugins = [{ kind: 'Ignore', name: 'sample', value: { shouldIgnore } }];

const oneIn = Number(env['MUTATION_SAMPLE'] || 1);

function shouldIgnore(path) {
  if (!path.isFunction() || path.getFunctionParent()) return undefined;
  return hashOf(nameOf(path)) % oneIn === 0 ? undefined : 'not in the sample';
}

function nameOf(path) {
  const { node, parent } = path;
  const own = node.id ?? node.key ?? parent.id;
  const owner = path.findParent((one) => one.isClass())?.node.id;
  return [owner, own].map((part) => part?.name ?? part?.id?.name ?? part?.value ?? '').join('.');
}

/** The hash of Fowler, Noll and Vo. */
function hashOf(text) {
  let hash = 0x81_1c_9d_c5;
  for (const char of text) hash = Math.imul(hash ^ char.codePointAt(0), 0x01_00_01_93) >>> 0;
  return hash;
}
