import { UsageError } from '../process/command-error.ts';
import { parseDuration, parseTime } from '../series/time-range.ts';
import type { PrometheusQuestion } from './prometheus-query.ts';

/** The options of a command that can ask Prometheus, as given. */
export interface PrometheusArguments {
  /** Its address. */
  readonly prometheus?: string | undefined;
  readonly query?: string | undefined;
  readonly step?: string | undefined;
  readonly bearerTokenFile?: string | undefined;
  readonly caFile?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const defaultStep = '15s';
/** More would not fit into memory. */
const maxPoints = 5_000_000;

/**
 * Checks the options.
 *
 * @param now epoch seconds
 * @returns undefined when Prometheus is not to be asked
 * @throws UsageError
 */
export function prometheusQuestion(given: PrometheusArguments, now: number): PrometheusQuestion | undefined {
  const { prometheus: url, query, bearerTokenFile, caFile } = given;
  if (url === undefined) {
    const others = { query, 'bearer-token-file': bearerTokenFile, 'ca-file': caFile };
    const alone = Object.entries(others).find(([, value]) => value !== undefined);
    if (alone) throw new UsageError(`--${alone[0]}: goes with --prometheus only`);
    return undefined;
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`--prometheus: expected an address such as http://localhost:9090, not "${url}"`);
  if (query === undefined || query.trim() === '')
    throw new UsageError('--query: say what to ask Prometheus for, such as node_memory_Active_bytes');
  if (given.from === undefined)
    throw new UsageError('--from: say since when Prometheus is asked, such as -30d');
  const from = parseTime(given.from, '--from', now);
  const to = given.to === undefined ? now : parseTime(given.to, '--to', now);
  if (from >= to) throw new UsageError('--from: has to be before --to, and before now');
  const stepSeconds = parseDuration(given.step ?? defaultStep, '--step');
  if ((to - from) / stepSeconds > maxPoints)
    throw new UsageError(
      `--step: ${given.step ?? defaultStep} is too small for this range, which would have more than ${maxPoints} points`,
    );
  return { url, query, from, to, stepSeconds, bearerTokenFile, caFile };
}
