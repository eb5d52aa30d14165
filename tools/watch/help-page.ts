import { cut, type Line, type Size } from './cells.ts';

const text = `Keys
  Up Down, k j       select a series; PageUp PageDown Home End as well
  Enter              open one series: plot, evidence, record; Esc goes back
  /                  filter by parts of host, resource, series or state
  s                  silence it, as dma silence add does; Tab chooses the scope
  m                  mark its alert: mended, false or real
  r, Ctrl-L          read and draw anew
  q, Ctrl-C          leave

Columns
  RISK       how likely the limit is crossed within the horizon; an alert from 50 on
  TO LIMIT   now, and what is expected, as a share of the limit
  /MIN       change a minute, over the last minute (slow targets: ten)
  IN ...     expected then; AHEAD where targets look ahead differently far
  FULL IN    until the limit is reached (earliest - latest); > earliest only
  10 MIN     the last ten minutes, and behind the bar the way to the forecast
  STATE      FAIL WARN an alert is open   FULL limit reached   HIGH risk is high
             late no samples   none not predicted   bad unreadable   s silenced`;

/** The keys and the columns, in all lines of the screen but the last. */
export function helpPage({ columns, rows }: Size): Line[] {
  return text
    .split('\n')
    .slice(0, Math.max(1, rows - 1))
    .map((line) => ({ text: cut(line, columns), ...(/^\S/.test(line) && { style: 'head' as const }) }));
}
