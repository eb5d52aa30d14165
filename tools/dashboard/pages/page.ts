import { html } from 'hono/html';
import { replaceUnprintable } from '../../../notifiers/printable.ts';
import { formatIsoTime, formatLocalTime } from '../../../notifiers/event/iso-time.ts';
import type { Person } from '../server/login.ts';
import { assetPath } from './assets.ts';

/** A piece of HTML, in which everything that is put in has been escaped. */
export type Html = ReturnType<typeof html>;

/** The surroundings of every page. */
export interface PageFrame {
  readonly person: Person | undefined;
  /** A token is there, so that a person can log in. */
  readonly canLogIn: boolean;
  /** The path of the page that is shown. */
  readonly path: string;
}

export interface Page {
  readonly title: string;
  readonly body: Html;
  /** Seconds after which the page reads itself anew; absent for a page that stays. */
  readonly liveSeconds?: number;
  /** Data for the scripts, in the element `#data`. */
  readonly data?: unknown;
  /** Scripts beside the one of every page. */
  readonly scripts?: readonly string[];
}

const links: readonly (readonly [path: string, text: string])[] = [
  ['/', 'Overview'],
  ['/episodes', 'Alerts'],
  ['/silences', 'Silences'],
  ['/deliveries', 'Deliveries'],
  ['/coverage', 'Coverage'],
  ['/score', 'Score'],
];

/** The whole page. */
export function framed(page: Page, frame: PageFrame): Html {
  const { title, body, liveSeconds, data, scripts = [] } = page;
  const isHere = (path: string): boolean => (path === '/' ? frame.path === '/' : frame.path.startsWith(path));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${clean(title)} - collectd-dma</title>
<link rel="icon" href="${assetPath('icon.svg')}" type="image/svg+xml">
${['uPlot.min.css', 'report-page.css', 'report-table.css', 'dashboard.css', 'dashboard-data.css'].map(
  (name) => html`<link rel="stylesheet" href="${assetPath(name)}" />`,
)}
${[...scripts, 'dashboard.js'].map((name) => html`<script defer src="${assetPath(name)}"></script>`)}
</head>
<body${liveSeconds === undefined ? '' : html` data-live-seconds="${liveSeconds}"`}>
<a class="skip" href="#main">Skip to the content</a>
<nav aria-label="Pages">
<ul>${links.map(
    ([path, text]) =>
      html`<li><a href="${path}" ${isHere(path) ? html` aria-current="page"` : ''}>${text}</a></li>`,
  )}</ul>
${accountOf(frame)}
</nav>
<main id="main" tabindex="-1">
<p id="offline" class="fault" role="status" hidden></p>
${body}
</main>
${data === undefined ? '' : html`<div id="data" data-live hidden>${JSON.stringify(data)}</div>`}
</body>
</html>
`;
}

function accountOf({ person, canLogIn, path }: PageFrame): Html {
  if (person)
    return html`<form method="post" action="/logout" class="account">
      <span>${clean(person.by ?? '')}</span> <button>Log out</button>
    </form>`;
  if (!canLogIn) return html``;
  return html`<a class="account" href="/login?to=${encodeURIComponent(path)}">Log in</a>`;
}

/** Text without characters that turn or hide what stands around it. */
export function clean(text: string): string {
  return replaceUnprintable(text, '?');
}

/** A time for people, with its offset, and for programs. @param time epoch seconds */
export function timeOf(time: number): Html {
  return html`<time datetime="${formatIsoTime(time)}">${formatLocalTime(time)}</time>`;
}

/** A part of a page that is replaced when the page is read anew. */
export function live(id: string, body: Html): Html {
  return html`<div id="${id}" data-live>${body}</div>`;
}

/** One cell of a row: its class of data, and its text. */
export type Cell = readonly [name: string, content: Html | string];

/**
 * A table whose rows become blocks on a narrow screen. The roles stand there because such rows would lose theirs.
 *
 * @param caption for screen readers
 * @param head the names of the columns; the cells have the same
 */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
): Html {
  return html`<div class="alerts wide" role="region" aria-label="${caption}" tabindex="0">
    <table role="table">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${head.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (cells) =>
            html`<tr role="row">
              ${cells.map((cell, index) => html`<td role="cell" data-name="${head[index]!}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Names and texts, such as the figures of a series. */
export function figures(entries: readonly (readonly [name: string, content: Html | string])[]): Html {
  return html`<dl class="figures">
    ${entries.map(
      ([name, content]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${content}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Links to the pages before and after, where there are more entries than fit. */
export function pager(path: string, query: URLSearchParams, number: number, pages: number): Html {
  if (pages <= 1) return html``;
  const link = (to: number, text: string): Html => {
    const other = new URLSearchParams(query);
    other.set('page', String(to));
    return to < 1 || to > pages
      ? html`<span class="faint">${text}</span>`
      : html`<a href="${path}?${other.toString()}" id="page-${text}">${text}</a>`;
  };
  return html`<nav class="pager" aria-label="Further entries">
    ${link(number - 1, 'previous')} <span>page ${number} of ${pages}</span> ${link(number + 1, 'next')}
  </nav>`;
}
