import { formatRelated } from '../../notifiers/event/event-json.ts';
import { quoteAsJson } from '../../notifiers/printable.ts';
import { abstained, givenFields, timed } from './explained-lines.ts';
import type { Explanation } from './explanation.ts';

/** The explanation as one JSON object in one line; docs/explain.md has its fields. The unknown is absent. */
export function explanationJson(explanation: Explanation): string {
  const { state, changes, at, given, related, ...others } = explanation;
  const { prediction, reasons, exhaustion, alertSince } = state;
  const { time, value, forecast, risk, verdict } = prediction;
  const { leastRate } = changes;
  return `${quoteAsJson({
    ...others,
    ...timed('asked', at),
    ...timed('time', time),
    value,
    given: givenFields(given),
    risk: risk.kind === 'risk' ? risk : abstained(risk),
    ...(alertSince !== undefined && timed('alertSince', alertSince)),
    forecast: forecast.kind === 'forecast' ? state.predicted : abstained(forecast),
    exhaustion,
    verdict: verdict?.kind === 'abstention' ? abstained(verdict) : verdict,
    reasons: { ...finite(reasons), climb: finite(reasons.climb) },
    related: formatRelated(related, explanation.host),
    changes: {
      ...changes,
      ...(leastRate !== undefined && { leastRate: Number.isFinite(leastRate) ? leastRate : null }),
    },
  })}\n`;
}

/** JSON has no infinity: what is not in sight is absent. */
function finite<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => Number.isFinite(value) || typeof value === 'boolean'),
  ) as Partial<Fields>;
}
