import { html } from 'hono/html';
import { maxNoteLength, type Feedback } from '../../../plugins/spool/feedback-files.ts';
import { maxCommentLength } from '../../../plugins/spool/silence-files.ts';
import type { Html, PageFrame } from './page.ts';

const verdicts: readonly (readonly [verdict: Feedback['verdict'], text: string])[] = [
  ['mended', 'Mended: right, and somebody acted in time'],
  ['real', 'Real: it was right'],
  ['false', 'False: there was no danger'],
];

/** Says of an alert what it was. @param given the verdict that a person gave before */
export function feedbackForm(id: string, given: Feedback['verdict'] | undefined): Html {
  return html`<details>
    <summary>Judge this alert${given === undefined ? '' : ` (now ${given})`}</summary>
    <form method="post" action="/episodes/feedback" class="form">
      <input type="hidden" name="id" value="${id}" />
      <fieldset>
        <legend>What was it?</legend>
        ${verdicts.map(
          ([verdict, text]) =>
            html`<label
              ><input
                type="radio"
                name="verdict"
                value="${verdict}"
                required${verdict === given ? html` checked` : ''}
              />
              ${text}</label
            >`,
        )}
      </fieldset>
      <label>Note <input name="note" maxlength="${maxNoteLength}" /></label>
      <button>Keep</button>
    </form>
  </details>`;
}

/** Narrows the list of a page. @param parts the fields that a word of the filter may be part of */
export function filterForm(page: string, filter: string, parts: string): Html {
  return html`<form method="get" action="${page}" role="search" class="form search">
    <label
      >Filter <input type="search" name="q" value="${filter}" maxlength="1000" placeholder="${parts}"
    /></label>
    <button>Show</button>
  </form>`;
}

/** Adds a silence. @param of the subject that is filled in */
export function silenceForm(of: { readonly host?: string; readonly target?: string } = {}): Html {
  return html`<form method="post" action="/silences" class="form">
    <label
      >Host <input name="host" maxlength="1000" value="${of.host ?? ''}" placeholder="all hosts"
    /></label>
    <label
      >Target or resource
      <input name="target" maxlength="1000" value="${of.target ?? ''}" placeholder="all targets"
    /></label>
    <label>For <input name="duration" required maxlength="100" value="2h" size="8" /></label>
    <label>Comment <input name="comment" maxlength="${maxCommentLength}" /></label>
    <button>Silence</button>
    <p class="faint">
      Names may have the wildcards *, ? and {a,b}. A time is such as 90m, 2h or 7d. What is still open
      afterwards is told then.
    </p>
  </form>`;
}

/** The words in the place of forms, for who has not logged in. */
export function loginHint({ canLogIn }: Pick<PageFrame, 'canLogIn'>): Html {
  return canLogIn
    ? html`<p class="faint">Log in to silence and judge alerts.</p>`
    : html`<p class="faint">
        To silence and judge alerts here, set dashboard.tokenFile in dma.yaml; <code>dma silence</code> and
        <code>dma mended</code> do it at a shell.
      </p>`;
}
