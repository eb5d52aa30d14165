import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';

interface Asset {
  readonly content: string;
  readonly type: string;
  /** It is part of the address, so that a browser may keep the file for ever. */
  readonly version: string;
}

const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=UTF-8',
  js: 'text/javascript; charset=UTF-8',
  svg: 'image/svg+xml',
};

/** The files of this package, by the names under which they are served. */
const ownFiles: Readonly<Record<string, string>> = {
  'report-page.css': 'tools/report/report-page.css',
  'report-table.css': 'tools/report/report-table.css',
  'plot-labels.js': 'tools/report/plot-labels.js',
  'report-plot.js': 'tools/report/report-plot.js',
  'dashboard.css': 'tools/dashboard/pages/dashboard.css',
  'dashboard-data.css': 'tools/dashboard/pages/dashboard-data.css',
  'dashboard.js': 'tools/dashboard/pages/dashboard.js',
  'series-plot.js': 'tools/dashboard/pages/series-plot.js',
  'icon.svg': 'tools/dashboard/pages/icon.svg',
};
const libraryFiles = ['uPlot.iife.min.js', 'uPlot.min.css'];

const known = new Map<string, Asset>();

/** A file for browsers; undefined for a name that is none of them. Read once. */
export function asset(name: string): Asset | undefined {
  const found = known.get(name);
  if (found) return found;
  const path = pathOf(name);
  if (path === undefined) return undefined;
  const content = readFileSync(path, 'utf8');
  const version = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const made = { content, version, type: types[name.slice(name.lastIndexOf('.') + 1)]! };
  known.set(name, made);
  return made;
}

function pathOf(name: string): string | undefined {
  if (Object.hasOwn(ownFiles, name)) return join(packageRoot, ownFiles[name]!);
  return libraryFiles.includes(name)
    ? createRequire(import.meta.url).resolve(`uplot/dist/${name}`)
    : undefined;
}

/** The address of a file in pages. */
export function assetPath(name: string): string {
  return `/assets/${name}?v=${asset(name)!.version}`;
}
