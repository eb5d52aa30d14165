/** The present time as collectd counts it: epoch seconds with fractions. */
export function epochSeconds(): number {
  return Date.now() / 1000;
}

/** Seconds of a clock that never jumps; when it began is unknown. */
export function monotonicSeconds(): number {
  return performance.now() / 1000;
}
