/** The evidence for a crossing. One object, overwritten from point to point. */
export interface ClimbEvidence {
  /** 0 to 1: how likely the climb goes on to the limit; 0 when no crossing is in sight. */
  probability: number;
  /** The same before the record of earlier slopes has its say. */
  survival: number;
  /** Seconds to the limit at the present slope; infinite without a climb. */
  secondsToLimit: number;
  /** Seconds in which the trend adds as much as the noise does from point to point; infinite without a climb. */
  noiseSeconds: number;
  /** The height that it has climbed, in usual changes from point to point; 0 without a climb. */
  riseInChanges: number;
  /** Seconds that the climb has lasted. */
  ageSeconds: number;
  /** Its pace up to its top, in units of the value per second. */
  pace: number;
  /** Its mean pace so far, in units of the value per second. */
  meanPace: number;
  /** Earlier climbs at a similar pace that came this far and were not cut short, and those that reached the limit. */
  gotThisFar: number;
  reached: number;
  /** A climb has just ended. */
  ended: boolean;
  /** The climb that ended last was ended from outside, as far as is known. */
  wasCutShort: boolean;
  /** The climb is going on at this moment, as far as the sampling shows it; slow stairs go on between their steps. */
  isGoingOn: boolean;
  /** It is slow stairs that speak for the limit, and any step may reach it. */
  isStairs: boolean;
}

/** The evidence of a series without a climb. */
export function noEvidence(): ClimbEvidence {
  return {
    probability: 0,
    survival: 0,
    secondsToLimit: Number.POSITIVE_INFINITY,
    noiseSeconds: Number.POSITIVE_INFINITY,
    riseInChanges: 0,
    ageSeconds: 0,
    pace: 0,
    meanPace: 0,
    gotThisFar: 0,
    reached: 0,
    ended: false,
    wasCutShort: false,
    isGoingOn: false,
    isStairs: false,
  };
}
