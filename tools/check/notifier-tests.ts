import { tryNotifier } from '../../notifiers/trial.ts';
import type { ConfiguredNotifier } from '../../plugins/config/configured-notifiers.ts';
import { riskOfRoot } from '../../plugins/files/foreign-part.ts';
import type { Finding } from './finding.ts';
import { trialFinding } from './trial-finding.ts';

/** A test of one notifier may be several requests. */
const maxSeconds = 60;

export interface NotifierTestParts {
  /** The name of this machine. */
  readonly host: string;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Sends an event that is marked as a test to each receiver, past collectd and the spool, from this process: with its
 * user and environment.
 */
export function testNotifiers(
  notifiers: readonly Pick<ConfiguredNotifier, 'name' | 'notifier'>[],
  { host, now }: NotifierTestParts,
): Promise<Finding[]> {
  const since = now();
  const id = `dma-test-${Math.round(since * 1000)}`;
  const episode = { id, host, since, by: 'dma check --test-notifiers' };
  return Promise.all(
    notifiers.map(async ({ name, notifier }) => {
      const subject = `notifier ${name}`;
      const risk = (notifier.writes ?? []).flatMap((path) => riskOfRoot(path) ?? [])[0];
      if (risk !== undefined) return { subject, ok: false, text: `nothing was sent: ${risk}` };
      const signal = AbortSignal.timeout(1000 * maxSeconds);
      return trialFinding(subject, await tryNotifier(notifier, { episode, open: [], now }, signal));
    }),
  );
}
