import { execFileSync } from 'node:child_process';
import { packageRoot } from '../../tools/package-root.ts';

/** Returns the path of a Node.js of another major version, which npm brings into `.node/` of this checkout. */
export function otherNode(major: number): string {
  return setUp('ensure_node "$1" && command -v node', String(major));
}

/** Returns the path of the Node.js that the Debian package brings, in `.node/` as well. */
export function bundledNode(): string {
  return setUp('ensure_runtime && echo "$runtime/bin/node"');
}

function setUp(commands: string, ...args: readonly string[]): string {
  return execFileSync('sh', ['-c', `. tools/setup && ${commands}`, 'setup', ...args], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}
