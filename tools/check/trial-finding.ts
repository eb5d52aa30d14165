import { describeFailure } from '../../notifiers/notifier.ts';
import type { TrialOutcome } from '../../notifiers/trial.ts';
import type { Finding } from './finding.ts';

/** Says what came of a test of one notifier, with cause and cure. */
export function trialFinding(subject: string, outcome: TrialOutcome): Finding {
  if (outcome.kind === 'taken') return fine(subject, 'the receiver took the test', outcome.note);
  if (outcome.kind === 'accessible') return fine(subject, accessible, outcome.note);
  if (outcome.kind === 'not-sent') return fine(subject, notSent);
  return { subject, ok: false, text: `refused (${outcome.reason}): ${describeFailure(outcome)}` };
}

const accessible =
  'could log in and read; nothing was sent, because alerts act there, and no test can be told from one';
const notSent = 'nothing was sent: its options leave out a WARNING and a FAILURE like the test';

function fine(subject: string, text: string, note?: string): Finding {
  return note === undefined
    ? { subject, ok: true, text }
    : { subject, ok: true, kind: 'note', text: `${text}; ${note}` };
}
