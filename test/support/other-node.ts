import { execFileSync } from 'node:child_process';
import { packageRoot } from '../../tools/package-root.ts';

/** Returns the path of a Node.js of another major version, which npm brings into `.node/` of this checkout. */
export function otherNode(major: number): string {
  const script = '. tools/setup && ensure_node "$1" && command -v node';
  return execFileSync('sh', ['-c', script, 'setup', String(major)], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}
