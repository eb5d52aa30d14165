import { bootstrapBand, leaveOneKindOut, type Band } from './noise-band.ts';
import type { SeriesScore } from './series-score.ts';
import { totalScore } from './total-score.ts';

export interface ScoredMethod {
  readonly name: string;
  readonly scores: readonly SeriesScore[];
}

/** One line per method, as Markdown. */
export function methodsTable(methods: readonly ScoredMethod[]): string {
  const rows = methods.map(({ name, scores }) => {
    const total = totalScore(scores);
    const real = totalScore(scores.filter(({ simulated }) => !simulated));
    return [
      name,
      `${fixed(total.score)} (${band(bootstrapBand(scores))})`,
      band(leaveOneKindOut(scores)),
      fixed(real.score),
      `${total.hits}/${total.predictable}`,
      `${fixed(total.medianLeadSeconds, 0)} s`,
      `${fixed(total.falseAlarmsPerHour)} / ${fixed(total.quietFalseAlarmsPerHour)}`,
      `${total.silentSeries}/${total.quietSeries}`,
      fixed(total.mase),
      fixed(total.coverage),
    ];
  });
  const head = ['method', 'score (5 to 95 %)', 'without any one kind', 'real', 'recall', 'median lead'];
  return markdown(
    [...head, 'false alarms/h, all / quiet', 'quiet series silent', 'MASE', 'coverage of 80 %'],
    rows,
  );
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

function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part !== undefined && whole !== undefined && whole > 0 ? part / whole : undefined;
}
