/** The present time as collectd counts it: epoch seconds with fractions. */
export function epochSeconds(): number {
  return Date.now() / 1000;
}
