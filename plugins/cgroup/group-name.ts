import { createHash } from 'node:crypto';
import { maxPartBytes } from '../collectd/identifier.ts';
import { shortPart } from '../collectd/short-part.ts';

/** Digits of a container's id in a name, as the runtimes show it. */
const idDigits = 12;
const hashDigits = 6;

/** Finds the name of a container by its id of 64 digits; undefined where it is not known. */
export type LabelOf = (id: string) => string | undefined;

/**
 * Names a group, for the plugin instance of its series: `nginx.service`, `user@1000.service:pipewire.service`,
 * `web` for a container whose name is known, else `docker-0123456789ab`.
 *
 * Slices around a unit are left out, and so is all that is around a container. What a name of collectd cannot hold is
 * escaped as systemd does, `\x0a`; a long name is cut, and ends with a hash.
 *
 * @param path the names of the folders from the root on; the root itself is `root`
 */
export function groupName(path: readonly string[], labelOf: LabelOf): string {
  const words: string[] = [];
  for (const [index, part] of path.entries()) {
    const container = containerName(part, labelOf);
    if (container !== undefined) words.splice(0, words.length, container);
    else if (!part.endsWith('.slice') || index === path.length - 1) words.push(part);
  }
  return shortPart(escaped(words.join(':') || 'root'));
}

/** Tells a group from another one of the same name, by a hash of its path. */
export function distinctName(name: string, path: readonly string[]): string {
  const hash = createHash('sha256').update(path.join('/')).digest('hex').slice(0, hashDigits);
  const suffixed = `${name}~${hash}`;
  if (Buffer.byteLength(suffixed) <= maxPartBytes) return suffixed;
  return shortPart(`${name}${'~'.repeat(maxPartBytes)}${path.join('/')}`);
}

/** The container in a folder such as `docker-<id>.scope`, `libpod-conmon-<id>.scope` or `<id>`. */
function containerName(part: string, labelOf: LabelOf): string | undefined {
  const [, prefix, id] = /^(?:(.+)-)?([0-9a-f]{64})(?:\.scope)?$/.exec(part) ?? [];
  if (id === undefined) return undefined;
  const label = labelOf(id);
  const short = id.slice(0, idDigits);
  if (label === undefined) return prefix === undefined ? short : `${prefix}-${short}`;
  // Podman's monitor of a container has a group beside it.
  return prefix?.endsWith('conmon') ? `${label}:conmon` : label;
}

function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.toWellFormed().replaceAll(/[\u0000-\u001f\u007f/]/g, (character) => {
    return String.raw`\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}
