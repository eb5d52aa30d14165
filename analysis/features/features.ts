/**
 * The features that a detector sees of a series: numbers without a unit, so that a model learned on one machine means
 * the same on another. They are computed from point to point of a grid of a sixtieth of the horizon H. "Needed" is
 * what is missing to the limit, at least 0.5 % of the limit; "a beside b" is a / (|a| + b), which lies between -1 and
 * 1; growth is beside what is needed.
 *
 * | name | meaning |
 * |---|---|
 * | `level` | value as a share of the limit, -0.5 to 1.5 |
 * | `slope_eighth`, `_quarter`, `_half`, `_one`, `_two` | growth in H at the slope over H/8 to 2 H, or 0 |
 * | `slope_agreed` | the same at the median slope, or at the lesser of the two shortest, if steeper |
 * | `half_age` | time since half of the rise, as a share of the climb's age: 0.56 at a constant pace |
 * | `lasting` | age of the climb, beside the seconds that it still needs at `slope_agreed` |
 * | `risen` | what the climb has added, beside what is needed |
 * | `noise` | typical change from point to point, beside what is needed |
 * | `spread` | residual standard error of the least-squares line over H, beside what is needed |
 * | `jump` | the largest step between neighbouring twelfths of H, as a share of H's range |
 * | `jump_age` | how long ago that step was, as a share of H |
 * | `trough` | growth of the lowest twelfth from the H before to the last H, beside what is needed |
 * | `since_high` | seconds since the highest value ever seen, beside H |
 * | `below_high` | distance to the highest value ever seen, beside what is needed |
 * | `unprecedented` | 1 / (1 + earlier climbs of a similar pace that got this far) |
 * | `precedents` | earlier climbs that got as far as is needed / (1 + climbs that got this far) |
 * | `kept` | share of the entries of the trend record that were kept, 2/3 without a record |
 * | `stalled` | seconds without a new high in this climb, beside its age |
 * | `past` | seconds since the first sample, beside H |
 */
export const featureNames = [
  'level',
  'slope_eighth',
  'slope_quarter',
  'slope_half',
  'slope_one',
  'slope_two',
  'slope_agreed',
  'half_age',
  'lasting',
  'risen',
  'noise',
  'spread',
  'jump',
  'jump_age',
  'trough',
  'since_high',
  'below_high',
  'unprecedented',
  'precedents',
  'kept',
  'stalled',
  'past',
] as const;
