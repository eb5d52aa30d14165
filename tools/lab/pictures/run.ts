import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import { inTemporaryFolder } from '../../process/temporary-folder.ts';
import { terminalPicture } from './terminal-picture.ts';

/**
 * Makes the pictures of docs/images again: a backtest in a terminal, and its report in a browser.
 *
 * Needs a build and Chromium (the Debian package `chromium`, or the program that CHROMIUM names).
 */
const images = join(packageRoot, 'docs/images');
const trace = join(packageRoot, 'tools/lab/evaluation/traces/node_leak_a.csv');
const limit = '360MiB';
await inTemporaryFolder('dma-pictures-', async ({ path: folder }) => {
  const report = join(folder, 'report.html');
  copyFileSync(trace, join(folder, 'used.csv'));
  const args = ['backtest', 'used.csv', '--limit', limit, '--format', 'table', '--report', report];
  const dma = join(packageRoot, 'dist/tools/dma.js');
  const output = execFileSync(process.execPath, [dma, ...args], { cwd: folder, encoding: 'utf8' });
  const shown = `dma backtest used.csv --limit ${limit} --report report.html`;
  writeFileSync(join(images, 'terminal.svg'), terminalPicture(shown, output));
  execFileSync(
    process.env['CHROMIUM'] ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--hide-scrollbars',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--window-size=960,1080',
      `--screenshot=${join(images, 'report.png')}`,
      `file://${report}`,
    ],
    { stdio: 'ignore' },
  );
});
