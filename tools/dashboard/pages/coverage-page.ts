import { html } from 'hono/html';
import type { Coverage, Unpredicted } from '../../../plugins/coverage/coverage.ts';
import { groupByReason } from '../../../plugins/coverage/reason-group.ts';
import { clean, live, table, type Html, type Page } from './page.ts';

/** Places that are named for one reason; what is more is only counted. */
const maxPlaces = 30;

/** The targets and hosts that are predicted, and why others are not. */
export function coveragePage(coverage: Coverage | undefined): Page {
  const body = html`<h1>Coverage</h1>
    ${live('coverage', coverage ? judged(coverage) : html`<p>It has not been judged yet.</p>`)}`;
  return { title: 'Coverage', body, liveSeconds: 10 };
}

function judged({ targets, predicted, wanted, blind }: Coverage): Html {
  const others = targets.flatMap(({ unpredicted }) => unpredicted.filter(({ isWanted }) => !isWanted));
  return html`<p>${predicted} series are predicted.</p>
    ${blind.length === 0 ? '' : html`<p class="fault">Targets without a predicted series: ${clean(blind.join(', '))}</p>`}
    ${table(
      'Targets',
      ['target', 'predicted', 'not predicted', 'optional'],
      targets.map((one) => [
        clean(one.target),
        String(one.predicted),
        String(one.unpredicted.length),
        one.isOptional ? 'yes' : 'no',
      ]),
    )}
    <h2>Not predicted, and should be</h2>
    ${wanted.length === 0 ? html`<p>Nothing is missing.</p>` : list('Not predicted, and should be', wanted)}
    ${
      others.length === 0
        ? ''
        : html`<h2>Not predicted, and need not be</h2>
            ${list('Not predicted, and need not be', others)}`
    }`;
}

/** A row for each reason, with the places that it holds for. */
function list(caption: string, unpredicted: readonly Unpredicted[]): Html {
  return table(
    caption,
    ['where', 'cause', 'what to do'],
    groupByReason(unpredicted).map(({ places, reason: { cause, cure } }) => {
      const more =
        places.length > maxPlaces ? ` and ${places.length - maxPlaces} more; dma check shows all` : '';
      return [clean(`${places.slice(0, maxPlaces).join(', ')}${more}`), clean(cause), clean(cure)];
    }),
  );
}
