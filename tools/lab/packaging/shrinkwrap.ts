import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { productionLock, type PackageLock } from './production-lock.ts';

/**
 * Writes npm-shrinkwrap.json, by which npm installs the published package with the versions of package-lock.json. It is
 * there only while a package is packed: npm would take it for the lock of the checkout.
 */
const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as PackageLock;
const text = `${JSON.stringify(productionLock(lock), undefined, 2)}\n`;
writeFileSync(join(packageRoot, 'npm-shrinkwrap.json'), text);
