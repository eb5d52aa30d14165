import { formatAmount, formatAmounts, formatDuration } from '../../notifiers/event/alert-units.ts';
import { recordText } from '../../notifiers/event/evidence-text.ts';
import { formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { leadSeconds } from '../../plugins/spool/closed-episode.ts';
import type { AlertPast } from '../outlook/series-past.ts';
import { isOfEnsemble, type Row } from '../outlook/row.ts';
import { alertLines } from './alert-lines.ts';
import { clockText } from '../outlook/amounts.ts';
import { cut, safeText, wrap, type Line, type Size } from './cells.ts';
import { longState } from './columns.ts';
import { evidenceText } from '../outlook/evidence-text.ts';
import { plotLines } from './plot.ts';
import type { View } from './view.ts';

/** Alerts of the past that are listed. */
const maxEpisodes = 20;
/** A smaller screen has no plot; the plot has this share of a larger one. */
const [minPlotRows, plotShare] = [12, 0.45];

/** The page of one series, in all lines of the screen but the last. */
export function seriesPage(view: View, row: Row, { columns, rows: height }: Size): Line[] {
  const { snapshot, glyphs, past, alerts } = view;
  const now = snapshot.time;
  const plotHeight = Math.min(24, Math.floor(height * plotShare));
  const isPlotted = past?.key === row.key && height >= minPlotRows;
  const plot = isPlotted ? plotLines(past, row, { width: columns, height: plotHeight, now, glyphs }) : [];
  const legend = `${glyphs.sample} sample  ${glyphs.band} predicted a horizon before, and ahead  ${glyphs.limit} limit`;
  const text = [
    ...evidenceText(row, past?.key === row.key ? past.evidence : undefined, now),
    ...silenceText(row, now),
  ];
  const lines: Line[] = [
    { text: headText(row), style: 'title' },
    ...factTexts(row).map((fact): Line => ({ text: fact })),
    ...plot.map((line): Line => ({ text: line })),
    ...(plot.length > 0 ? [{ text: legend, style: 'dim' as const }] : []),
    ...text
      .flatMap((sentence) => wrap(`- ${safeText(sentence)}`, columns, '  '))
      .map((line): Line => ({ text: line })),
    ...(row.alert ? alertLines([row.alert], now, columns, 1) : []),
    ...recordLines(alerts),
  ];
  const shown = Math.max(1, height - 1);
  const scroll = Math.min(view.scroll, Math.max(0, lines.length - shown));
  return lines.slice(scroll, scroll + shown).map((line) => ({ ...line, text: cut(line.text, columns) }));
}

function headText({ host, resource, riskPercent, ...row }: Row): string {
  const percent = riskPercent === undefined ? undefined : Math.round(riskPercent);
  const [known, unknown] = isOfEnsemble(row)
    ? [`${percent} % sure of an anomaly`, 'anomaly not known']
    : [`risk ${percent} %`, 'risk not known'];
  const risk = percent === undefined ? unknown : known;
  return safeText(`${resource} of ${host}: ${risk}, ${longState(row)}`);
}

function factTexts(row: Row): string[] {
  const { series, details, unit, limitSide, horizonSeconds, target, watched } = row;
  const { value, limit, capacity, perMinute } = details;
  const side = limitSide === 'lower' ? 'lower limit' : 'limit';
  const now =
    value === undefined
      ? 'no value'
      : `${watched.standing === 'late' ? 'last' : 'now'} ${formatAmount(value, unit, limit)}`;
  const amounts = [
    now,
    ...(perMinute === undefined ? [] : [`${perMinute > 0 ? '+' : ''}${formatAmount(perMinute, unit)}/min`]),
    limit === undefined
      ? isOfEnsemble(row)
        ? 'no limit'
        : `${side} not known`
      : `${side} ${formatAmount(limit, unit)}`,
    ...(capacity === undefined ? [] : [`of ${formatAmounts([capacity], '', unit)}`]),
  ];
  return [
    safeText(`${series} (target ${target}, ${formatDuration(horizonSeconds)} ahead)`),
    safeText(amounts.join(', ').replace(/, (of [^,]*)$/, ' $1')),
  ];
}

function silenceText({ silence }: Row, now: number): string[] {
  if (!silence) return [];
  const { id, end, by, comment } = silence;
  return [
    `silenced until ${clockText(end, now)} by ${by}${comment && `: ${comment}`} (dma silence expire ${id})`,
  ];
}

/** The record of the series, and its last alerts. */
function recordLines(alerts: AlertPast | undefined): Line[] {
  if (!alerts) return [];
  const { record, episodes } = alerts;
  if (!record) return [{ text: 'no alert in the last 30 days has ended' }];
  const lines = episodes.slice(0, maxEpisodes).map(({ episode, outcome, feedback }): Line => {
    const { id, since, end, highest } = episode;
    const seconds = leadSeconds(episode);
    const parts = [
      formatLocalTime(since).slice(0, 19),
      `for ${formatDuration(Math.max(0, end - since))}`,
      highest,
      outcome,
      ...(seconds === undefined ? [] : [`lead ${formatDuration(seconds)}`]),
      id,
      ...(feedback?.note ? [feedback.note] : []),
    ];
    return { text: safeText(`  ${parts.join('  ')}`) };
  });
  return [{ text: recordText(record), style: 'head' }, ...lines];
}
