import type { MovedSeries, Related } from './alert-event.ts';
import { formatDuration } from './alert-units.ts';
import { nameBeside } from './event-source.ts';

/** The series that one line of text names, at most. */
const maxNamed = 3;

/**
 * The series that moved with a resource, such as `moved with it: cpu-0/cpu-user rose 12 s before (r 0.91)`; or that
 * none did, or why it is not known.
 *
 * @param host of the resource; its series are named without it
 */
export function relatedText(
  { series, moved, looked, of, problem }: Omit<Related, 'time'>,
  host: string,
): string {
  if (problem !== undefined) return `which others moved is not known: ${problem}`;
  if (looked === 0) return 'no other series of its host can be compared with it';
  const counted = looked < of ? `${looked} of ${of} series` : `${looked} series`;
  const [first] = series;
  if (!first) return `nothing moved with it (${counted} compared)`;
  const named = series.slice(0, maxNamed).map((one) => movedText(one, host));
  const more = moved > named.length ? [`${moved - named.length} more`] : [];
  return `moved with it: ${[...named, ...more].join(', ')}`;
}

/** A series that moved, such as `cpu-0/cpu-user rose 12 s before (r 0.91)`. @param host whose series have no host */
export function movedText(one: MovedSeries, host: string): string {
  return `${nameOfMoved(one, host)} ${changeText(one)} (r ${one.correlation.toFixed(2)})`;
}

/** Its name without this host, such as `interface-eth0/if_octets rx`. */
export function nameOfMoved(
  { identifier, dataSource }: Pick<MovedSeries, 'identifier' | 'dataSource'>,
  host: string,
): string {
  const name = nameBeside(identifier, host);
  return dataSource === undefined ? name : `${name} ${dataSource}`;
}

/** The change and its time, such as `rose 12 s before`. */
export function changeText({ direction, lagSeconds }: Pick<MovedSeries, 'direction' | 'lagSeconds'>): string {
  const seconds = Math.abs(lagSeconds);
  if (Math.round(seconds) < 1) return `${direction} at the same time`;
  return `${direction} ${formatDuration(seconds)} ${lagSeconds < 0 ? 'before' : 'after'}`;
}
