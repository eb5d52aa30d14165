import type { SeriesNames } from '../samples/series-names.ts';
import type { Absence, AbsenceFinder } from './absence.ts';

/** Hosts that are asked to explain why a target has no series at all. */
const maxWeak = 200;

export interface AbsenceQuestion {
  /** Of the target. */
  readonly finder: AbsenceFinder;
  readonly names: SeriesNames;
  /** Hosts that have a living series of the target. */
  readonly served: ReadonlySet<string>;
  /** True for a series that is still written. */
  readonly isAlive: (name: string) => Promise<boolean>;
  /** True for a series of the target that is known to be no longer written (default: none). */
  readonly isDead?: (name: string) => boolean;
}

/** Finds the living hosts that have no series of a target, and why. Rejects as `isAlive` does. */
export async function livingAbsences(question: AbsenceQuestion): Promise<readonly Absence[]> {
  const { finder, names, served, isAlive, isDead } = question;
  const living: Absence[] = [];
  let weak = 0;
  const look = async (host: string): Promise<void> => {
    const known = names.namesOf(host);
    const ofHost = isDead && known.some(isDead) ? finder.withoutEnded(known) : known;
    const absence = finder.ofHost(host, ofHost);
    if (absence === undefined || (absence.isWeak && (served.size > 0 || ++weak > maxWeak))) return;
    if (await isAlive(absence.witness)) living.push(absence);
    else if (absence.reason.kind !== 'no-plugin') {
      const rest = finder.withoutPlugin(host, ofHost);
      if (rest && (await isAlive(rest.witness))) living.push(rest);
    }
  };
  // All at once: the client sends them as one stream.
  await Promise.all([...names.hosts].filter((host) => !served.has(host)).map(look));
  return living;
}
