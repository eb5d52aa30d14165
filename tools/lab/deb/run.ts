import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { buildDebianPackage } from './debian-package.ts';

/** Builds the Debian package and prints its path. */
const options = await yargs(hideBin(process.argv))
  .scriptName('npm run deb --')
  .option('out', { type: 'string', describe: 'The folder for the package (default: the checkout)' })
  .option('node', {
    type: 'string',
    demandOption: true,
    describe: 'The Node.js that goes into it, as a folder of npm',
  })
  .option('fast', {
    type: 'boolean',
    default: false,
    describe: 'Compress less: built in seconds, and larger',
  })
  .option('package-version', {
    type: 'string',
    describe: 'Instead of the one of package.json and its commit',
  })
  .strict()
  .version(false)
  .parserConfiguration({ 'parse-numbers': false })
  .parseAsync();
const { out, node, fast, packageVersion } = options;
const folder = out === undefined ? packageRoot : resolve(process.env['INIT_CWD'] ?? packageRoot, out);
mkdirSync(folder, { recursive: true });
const path = await buildDebianPackage({
  out: folder,
  nodeFolder: resolve(packageRoot, node),
  fast,
  version: packageVersion,
});
process.stdout.write(`${path}\n`);
