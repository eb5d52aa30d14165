const fontSize = 13;
const lineHeight = 18;
const characterWidth = 7.83;
const margin = 16;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A terminal as an SVG: a command after its prompt, and the lines that it prints. */
export function terminalPicture(command: string, output: string): string {
  const lines = [`$ ${command}`, ...output.trimEnd().split('\n')];
  const columns = Math.max(...lines.map(({ length }) => length));
  const width = Math.ceil(2 * margin + columns * characterWidth);
  const height = 2 * margin + lines.length * lineHeight;
  const rows = lines.map((line, index) => {
    const colour = index === 0 ? '#9ecbff' : '#d7dce2';
    const y = margin + (index + 0.75) * lineHeight;
    return `  <text x="${margin}" y="${y}" fill="${colour}" xml:space="preserve">${escape(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    `  font-family="'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="${fontSize}">`,
    `  <rect width="100%" height="100%" rx="6" fill="#1e2329"/>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}
