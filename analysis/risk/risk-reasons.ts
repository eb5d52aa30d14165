import type { ClimbEvidence } from '../climb/evidence.ts';
import type { RiskState } from './calibration.ts';

/** The part of each rule in the newest risk of a series, for people; see `risk.ts` for the rules. */
export interface RiskReasons extends RiskState {
  readonly climb: Readonly<ClimbEvidence>;
  /** The forecast's interval leaves room for the limit, or the limit is near. */
  readonly isPossible: boolean;
  /** The alerts of the series that are remembered and came to nothing; see `AlertRecord.earlier`. */
  readonly falseAlerts: number;
  /** There is enough evidence, and an alert would say nothing new after false ones. */
  readonly isHeldBack: boolean;
}
