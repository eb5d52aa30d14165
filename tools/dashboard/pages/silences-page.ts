import { html } from 'hono/html';
import type { SpoolSight } from '../../outlook/spool-look.ts';
import { loginHint, silenceForm } from './forms.ts';
import { clean, live, table, timeOf, type Page, type PageFrame } from './page.ts';

/** The silences in force, and the form for another one. */
export function silencesPage({ silences, problem }: SpoolSight, frame: PageFrame): Page {
  const head = ['host', 'target', 'until', 'by', 'comment', 'id', ...(frame.person ? ['end it'] : [])];
  const rows = silences.map(({ id, host, target, end, by, comment }) => [
    html`${clean(host ?? 'all hosts')}`,
    clean(target ?? 'all'),
    timeOf(end),
    clean(by),
    clean(comment),
    id,
    ...(frame.person
      ? [
          html`<form method="post" action="/silences/expire">
            <input type="hidden" name="id" value="${id}" /><button>
              End now<span class="hidden"> the silence of ${clean(host ?? 'all hosts')}</span>
            </button>
          </form>`,
        ]
      : []),
  ]);
  const body = html`<h1>Silences</h1>
    ${live(
      'silences',
      html`${problem === undefined ? '' : html`<p class="fault">the spool ${clean(problem)}</p>`}
      ${silences.length === 0 ? html`<p>Nothing is silenced.</p>` : table('Silences in force', head, rows)}`,
    )}
    <section class="card" aria-labelledby="add-title">
      <h2 id="add-title">Add a silence</h2>
      ${frame.person ? silenceForm() : loginHint(frame)}
    </section>`;
  return { title: 'Silences', body, liveSeconds: 10 };
}
