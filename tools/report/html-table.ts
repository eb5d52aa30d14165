import { escapeHtml } from './report-frame.ts';

/** A row of a table in a report. */
export interface HtmlRow {
  /** Plain text. */
  readonly cells: readonly string[];
  /** Epoch seconds, or those of the recording, that the plots show after a click on the row (default: no click). */
  readonly zoom?: { readonly from: number; readonly to: number };
  /** A colour of the style, by its name there, before the text of one column. */
  readonly mark?: { readonly column: number; readonly colour: string };
}

/** A table, whose cells know the head of their column, for narrow screens. */
export function htmlTable(head: readonly string[], rows: readonly HtmlRow[]): string {
  return `<table><thead><tr>${head.map((text) => `<th>${escapeHtml(text)}</th>`).join('')}</tr></thead><tbody>
${rows.map((row) => htmlRow(head, row)).join('\n')}
</tbody></table>`;
}

function htmlRow(head: readonly string[], { cells, zoom, mark }: HtmlRow): string {
  const inner = cells.map((cell, column) => {
    const swatch =
      mark?.column === column ? `<span class="swatch" style="--swatch: var(--${mark.colour})"></span>` : '';
    return `<td data-name="${escapeHtml(head[column]!)}">${swatch}${escapeHtml(cell)}</td>`;
  });
  const target = zoom ? ` tabindex="0" data-from="${zoom.from}" data-to="${zoom.to}"` : '';
  return `<tr${target}>${inner.join('')}</tr>`;
}
