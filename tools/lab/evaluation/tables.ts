import { calibrationError, poolRisks, riskBins } from '../../../analysis/scoring/reliability.ts';
import { bootstrapBand, leaveOneSourceOut, pairedDifference, type Band } from './noise-band.ts';
import type { SeriesScore } from './series-score.ts';
import { totalScore } from './total-score.ts';

/** Groups of sampling intervals, by their upper bound in seconds. */
const intervalGroups = [
  { name: 'up to 1 s', maxSeconds: 1 },
  { name: 'up to 10 s', maxSeconds: 10 },
  { name: 'up to 60 s', maxSeconds: 60 },
  { name: 'above', maxSeconds: Number.POSITIVE_INFINITY },
] as const;

export interface ScoredMethod {
  readonly name: string;
  readonly scores: readonly SeriesScore[];
}

/** One line per method, as Markdown. */
export function methodsTable(methods: readonly ScoredMethod[]): string {
  const rows = methods.map(({ name, scores }) => {
    const total = totalScore(scores);
    return [
      name,
      `${fixed(total.score)} (${band(bootstrapBand(scores))})`,
      band(leaveOneSourceOut(scores)),
      `${total.hits}/${total.predictable}`,
      `${fixed(total.medianLeadSeconds, 0)} s`,
      `${fixed(total.falseAlarmsPerHour)} / ${fixed(total.quietFalseAlarmsPerHour)}`,
      `${total.silentSeries}/${total.quietSeries}`,
      fixed(total.mase),
      fixed(total.coverage),
    ];
  });
  const head = ['method', 'score (5 to 95 %)', 'without any one source', 'recall', 'median lead'];
  return markdown(
    [...head, 'false alarms/h, all / quiet', 'quiet series silent', 'MASE', 'coverage of 80 %'],
    rows,
  );
}

/** The score of a method less that of each other one, on the same series. */
export function differencesTable(ours: ScoredMethod, others: readonly ScoredMethod[]): string {
  const rows = others.map((other) => {
    const { score, band: range } = pairedDifference(ours.scores, other.scores);
    return [other.name, signed(score), range ? `${signed(range[0])} to ${signed(range[1])}` : '-'];
  });
  return markdown([`${ours.name}, less`, 'difference', '5 to 95 %'], rows);
}

/** False alarms per series and day watched, by the sampling interval of the series. */
export function falseAlarmsTable(methods: readonly ScoredMethod[]): string {
  const rows = methods.map(({ name, scores }) => [
    name,
    ...intervalGroups.map(({ maxSeconds }, index) => {
      const above = intervalGroups[index - 1]?.maxSeconds ?? 0;
      const those = scores.filter(
        (each) => each.intervalSeconds > above && each.intervalSeconds <= maxSeconds,
      );
      const days = those.reduce((sum, { watchedHours }) => sum + watchedHours / 24, 0);
      const alarms = those.reduce((sum, { falseEpisodes }) => sum + falseEpisodes, 0);
      return days > 0 ? `${fixed(alarms / days)} (${alarms} in ${fixed(days, 1)} d)` : '-';
    }),
  ]);
  return markdown(['false alarms per series-day', ...intervalGroups.map(({ name }) => name)], rows);
}

/** How often the limit was crossed within the horizon after a risk; undefined for a method without one. */
export function reliabilityTable(scores: readonly SeriesScore[]): string | undefined {
  const bins = poolRisks(scores.map(({ risks }) => risks));
  const total = bins.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  const step = 100 / riskBins;
  const rows = bins.map(({ weight, said, crossed }, index) => [
    `${index * step} to ${(index + 1) * step} %`,
    `${fixed((100 * weight) / total, 1)} %`,
    String(scores.filter(({ risks }) => risks[index]!.weight > 0).length),
    weight > 0 ? `${fixed((100 * said) / weight, 0)} %` : '-',
    weight > 0 ? `${fixed((100 * crossed) / weight, 0)} %` : '-',
  ]);
  const { all, said } = calibrationError(bins);
  return [
    markdown(['risk', 'moments', 'series', 'mean risk', 'crossed within the horizon'], rows),
    `Calibration error ${fixed(all, 3)}; of moments with a risk of at least 10 %: ${fixed(said, 3)}.`,
  ].join('\n\n');
}

/** The parts of one method's score, by kind of series. */
export function kindsTable(scores: readonly SeriesScore[]): string {
  const kinds = [...new Set(scores.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => {
    const those = scores.filter((each) => each.kind === kind);
    const total = totalScore(those);
    return [
      kind,
      String(those.length),
      fixed(total.exhaustingUtility),
      fixed(total.quietUtility),
      total.predictable > 0 ? `${total.hits}/${total.predictable}` : '-',
      total.medianLeadSeconds === undefined ? '-' : `${fixed(total.medianLeadSeconds, 0)} s`,
      String(those.reduce((sum, { falseEpisodes }) => sum + falseEpisodes, 0)),
      fixed(total.falseAlarmsPerHour),
      fixed(total.mase),
      fixed(total.coverage),
    ];
  });
  const head = ['kind', 'series', 'utility, exhausting', 'utility, quiet', 'recall', 'median lead'];
  return markdown([...head, 'false alarms', 'per hour', 'MASE', 'coverage of 80 %'], rows);
}

/** One line per series. */
export function seriesTable(scores: readonly SeriesScore[]): string {
  const rows = scores.map((score) => [
    score.name,
    fixed(score.utility),
    `${score.leads.length}/${score.predictable}`,
    score.leads.map((lead) => lead.toFixed(0)).join(' ') || '-',
    String(score.falseEpisodes),
    score.falseSeconds.toFixed(0),
    fixed(ratio(score.errorPercent, score.naiveErrorPercent)),
    fixed(score.coverage),
  ]);
  const head = [
    'series',
    'utility',
    'recall',
    'leads, s',
    'false alarms',
    'false s',
    'MASE',
    'coverage of 80 %',
  ];
  return markdown(head, rows);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function band(range: Band): string {
  return range ? `${fixed(range[0])} to ${fixed(range[1])}` : '-';
}

function fixed(number: number | undefined, digits = 2): string {
  return number === undefined ? '-' : number.toFixed(digits);
}

function signed(number: number | undefined): string {
  return number === undefined ? '-' : `${number < 0 ? '' : '+'}${number.toFixed(2)}`;
}

function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part !== undefined && whole !== undefined && whole > 0 ? part / whole : undefined;
}
