import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { buildOrigin } from './build-origin.ts';
import { removePrivateDeclarations } from './public-declarations.ts';

/**
 * Builds `dist/`: the compiled programs, the types of the package's one door, and the note on where the build comes
 * from.
 */
const dist = join(packageRoot, 'dist');
const compile = (project: string): void => {
  execFileSync(process.execPath, [join(packageRoot, 'node_modules/typescript/bin/tsc'), '-p', project], {
    cwd: packageRoot,
    stdio: 'inherit',
  });
};

rmSync(dist, { recursive: true, force: true });
try {
  compile('tsconfig.build.json');
  compile('tsconfig.types.json');
} catch {
  // The compiler has said why.
  process.exit(1);
}
removePrivateDeclarations(join(dist, 'analysis/index.d.ts'), dist);
writeFileSync(join(dist, 'build.json'), `${JSON.stringify(buildOrigin(packageRoot))}\n`);
chmodSync(join(dist, 'tools/dma.js'), 0o755);
