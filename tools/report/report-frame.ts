import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';

export interface FramedPage {
  /** Plain text. */
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** The data that the scripts find in the element `#data`, as JSON. */
  readonly data: unknown;
  /** Files of this package that go into the page, in this order. */
  readonly files: { readonly styles: readonly string[]; readonly scripts: readonly string[] };
}

/** A page with uPlot and everything else that it needs in it; it may load nothing else. */
export function framedPage({ title, body, data, files: { styles, scripts } }: FramedPage): string {
  const require = createRequire(import.meta.url);
  const library = readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8');
  const libraryStyle = readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${[libraryStyle, ...styles.map(ownFile)].join('\n')}</style>
</head>
<body>
${body}
<script type="application/json" id="data">${embeddedJson(data)}</script>
<script>${library}</script>
${scripts.map((file) => `<script>${ownFile(file)}</script>`).join('\n')}
</body>
</html>
`;
}

function ownFile(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8');
}

/** JSON that cannot end the script element that it is in. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', String.raw`\u003c`);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As text between tags, or in an attribute's quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character]!);
}
