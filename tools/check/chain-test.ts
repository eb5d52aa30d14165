import { randomBytes } from 'node:crypto';
import { testNotification } from '../../plugins/collectd/test-notification.ts';
import { formatPutnotif, ProtocolError } from '../../plugins/collectd/text-protocol.ts';
import { CollectdError, UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import type { TestResult } from '../../plugins/spool/test-results.ts';
import { copyDropIn } from './drop-in.ts';
import type { Finding } from './finding.ts';
import { TestTraces } from './test-traces.ts';
import { trialFinding } from './trial-finding.ts';

/** The time limit of collectd's answer. */
const answerSeconds = 5;
/** Seconds between two looks into the spool. */
const lookSeconds = 0.1;

export interface ChainTestParts {
  /** collectd's socket; undefined where none is known. */
  readonly socket: string | undefined;
  readonly spool: string;
  /** The names of the notifiers of dma.yaml. */
  readonly notifiers: readonly string[];
  /** collectd's name of this machine. */
  readonly host: string;
  /** Gives what is missing at a link of the chain, as the other findings have it. */
  readonly missing: (subject: string) => string | undefined;
  /** The time limit of each link. */
  readonly maxSeconds: number;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
  readonly pause: (seconds: number) => Promise<void>;
}

/**
 * Sends one notification that is marked as a test through collectd's socket, and follows it through NotificationExec
 * and the spool to `dma deliver` and the receivers. One finding a link, up to the first that is missing.
 */
export async function testChain(parts: ChainTestParts): Promise<readonly Finding[]> {
  const { spool, missing, maxSeconds } = parts;
  const token = randomBytes(8).toString('hex');
  const traces = new TestTraces(spool, token);
  const unreadable = traces.obstacle;
  if (unreadable !== undefined)
    return [
      fault(
        'spool',
        `nothing was sent, because you may not see what comes of it (${unreadable}): run it as the user of dma, sudo -u collectd-dma dma check --test`,
      ),
    ];
  const refusal = await send(parts, token);
  if (refusal !== undefined) return [fault('socket', refusal)];
  const findings = [fine('socket', "collectd's socket took the notification")];

  const arrived = await waitFor(parts, () => traces.hasArrived);
  if (!arrived) {
    const cause = missing('program dma-enqueue') ?? missing(`spool ${spool}`) ?? enqueueAdvice;
    return [
      ...findings,
      fault('NotificationExec', `nothing came to ${spool} within ${maxSeconds} s: ${cause}`),
    ];
  }
  findings.push(fine('NotificationExec', `ran: the notification is in ${spool}`));

  const taken = await waitFor(parts, () => traces.result);
  if (!taken) {
    const cause = missing('program dma deliver') ?? deliverAdvice;
    return [...findings, fault('dma deliver', `has not taken it within ${maxSeconds} s: ${cause}`)];
  }
  findings.push(fine('dma deliver', 'took the notification from the spool'));

  const told = await waitFor(parts, () => (isComplete(traces.result) ? traces.result : undefined));
  const { notifiers } = told ?? traces.result ?? taken;
  return [...findings, ...notifierFindings(notifiers, parts)];
}

const enqueueAdvice =
  "collectd's log says why dma-enqueue did not run, or what it could not write; is it the collectd of this socket that has the NotificationExec?";
const deliverAdvice =
  "dma deliver does not run, hangs, or is older than this dma; collectd's log, or journalctl -u dma-deliver, has its reason. Start it: systemctl restart dma-deliver, or systemctl restart collectd where collectd starts it";

function notifierFindings(
  outcomes: TestResult['notifiers'],
  { notifiers, maxSeconds }: ChainTestParts,
): readonly Finding[] {
  if (notifiers.length === 0)
    return [fault('notifiers', 'dma.yaml has none, so nobody is told of an alert; add log or http')];
  return notifiers.map((name) => {
    const subject = `notifier ${name}`;
    const outcome = outcomes[name];
    if (outcome) return trialFinding(testSubject(subject), outcome);
    return outcome === null
      ? fault(subject, `no answer within ${maxSeconds} s; the log of dma deliver says what comes of it`)
      : fault(
          subject,
          'dma deliver does not know it yet: systemctl reload dma-deliver, or where collectd starts it, pkill -HUP -u collectd-dma -f deliver',
        );
  });
}

/** Sends the notification. @returns the reason why collectd did not take it, and the cure */
async function send(
  { socket, host, now, missing }: ChainTestParts,
  token: string,
): Promise<string | undefined> {
  if (socket === undefined) return `no socket of collectd is known; ${copyDropIn('unixsock')}`;
  const client = new UnixsockClient(socket, { timeoutSeconds: answerSeconds });
  try {
    const { code, text } = await client.command(formatPutnotif(testNotification(token, host, now())));
    return code < 0 ? `collectd refuses the notification: ${text}` : undefined;
  } catch (error) {
    if (!(error instanceof CollectdError || error instanceof ProtocolError)) throw error;
    return missing(`collectd's cache at ${socket}`) ?? `collectd at ${socket}: ${error.message}`;
  } finally {
    client.close();
  }
}

function isComplete(result: TestResult | undefined): boolean {
  return result !== undefined && Object.values(result.notifiers).every((outcome) => outcome !== null);
}

/** Looks again and again until there is something, or the time is over. */
async function waitFor<Seen>(
  { maxSeconds, monotonic, pause }: ChainTestParts,
  look: () => Seen | undefined | false,
): Promise<Seen | undefined> {
  const end = monotonic() + maxSeconds;
  for (;;) {
    const seen = look();
    if (seen) return seen;
    if (monotonic() >= end) return undefined;
    await pause(lookSeconds);
  }
}

function testSubject(link: string): string {
  return `test, ${link}`;
}

function fine(link: string, text: string): Finding {
  return { subject: testSubject(link), ok: true, text };
}

function fault(link: string, text: string): Finding {
  return { subject: testSubject(link), ok: false, text };
}
