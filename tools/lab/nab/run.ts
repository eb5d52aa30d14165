import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRecordedSeries } from '../../archives/recorded-series.ts';
import { simulatedKinds, simulateSeries } from '../evaluation/simulated-series.ts';
import { falseAnomalies } from './quiet-series.ts';
import { textTable } from '../../report/readable.ts';
import { UsageError } from '../../process/command-error.ts';
import { runScript } from '../run-script.ts';
import { committeeScores } from './committee-scores.ts';
import { detectorsOf, readCorpus, readPublished, readResults, readThresholds } from './corpus.ts';
import { groupOf, groupsOf, heldOutScore } from './held-out.ts';
import { normalScore, profiles, type ScoredFile } from './scoring-rule.ts';

const usage = `npm run nab -- --data DIR [options]
npm run nab -- --quiet

  --data DIR   a checkout of https://github.com/numenta/NAB, which is not shipped
  --check      scores the results of the benchmark's own detectors beside what it publishes of them
  --per-file   the windows found and the false rows of each file, at the threshold of the standard profile
  --quiet      counts the alerts on the quiet series of npm run evaluate instead, by kind
  --first-seed N  the seed of the first of the simulated ones (default: 101)
  --json       figures as JSON instead of tables
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      check: { type: 'boolean', default: false },
      'per-file': { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      'first-seed': { type: 'string', default: '101' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const tables = values.quiet
    ? [quietTable(Number(values['first-seed']))]
    : tablesOf(values.data, values.check, values['per-file']);
  process.stdout.write(
    values.json ? `${JSON.stringify(tables)}\n` : `${tables.map(formatTable).join('\n\n')}\n`,
  );
}

function tablesOf(checkout: string | undefined, isCheck: boolean, perFile: boolean): Table[] {
  if (checkout === undefined) throw new UsageError('--data: is missing; name a checkout of the benchmark');
  return isCheck ? checkTable(checkout) : committeeTables(checkout, perFile);
}

/** Simulated series of each kind, as npm run evaluate has them by default. */
const seeds = 5;

/** The alerts on series in which nothing is crossed. */
function quietTable(firstSeed: number): Table {
  const manifest = join(import.meta.dirname, '..', 'evaluation', 'traces', 'manifest.json');
  const simulated = simulatedKinds.flatMap((kind) =>
    Array.from({ length: seeds }, (_, index) => simulateSeries(kind, firstSeed + index)),
  );
  const kinds = falseAnomalies([...readRecordedSeries(manifest), ...simulated]);
  const sum = (of: 'series' | 'silent' | 'days' | 'alerts'): number =>
    kinds.reduce((total, kind) => total + kind[of], 0);
  const all = {
    kind: 'all',
    series: sum('series'),
    silent: sum('silent'),
    days: sum('days'),
    alerts: sum('alerts'),
  };
  return [
    ['kind', 'series', 'silent', 'days', 'alerts', 'alerts a day'],
    ...[all, ...kinds].map(({ kind, series, silent, days, alerts }) => [
      kind,
      String(series),
      String(silent),
      days.toFixed(2),
      String(alerts),
      days === 0 ? '' : (alerts / days).toFixed(2),
    ]),
  ];
}

/** A table: its head, and rows of texts. */
type Table = readonly (readonly string[])[];

function formatTable(table: Table): string {
  return textTable(
    table.map((row) => [...row]),
    new Set(table[0]!.map((_, column) => column).slice(1)),
  ).join('\n');
}

/** The results of the benchmark's own detectors by our rule at the published threshold, and as published. */
function checkTable(checkout: string): Table[] {
  const corpus = readCorpus(checkout);
  const published = readPublished(checkout);
  const thresholds = readThresholds(checkout);
  const rows = detectorsOf(checkout)
    .filter((name) => published[name] !== undefined)
    .map((name) => {
      const files = readResults(checkout, name, corpus);
      return [
        name,
        ...profiles.flatMap((profile) => [
          normalScore(files, profile, thresholds[name]?.[profile.name]?.threshold).score.toFixed(2),
          published[name]![profile.name]?.toFixed(2) ?? '',
        ]),
      ];
    });
  return [[['detector', ...profiles.flatMap(({ name }) => [name, 'published'])], ...rows]];
}

/** The result of the committee, over all files and by group. */
function committeeTables(checkout: string, perFile: boolean): Table[] {
  const files = readCorpus(checkout).map((file) => committeeScores(file));
  const all = profiles.map((profile) => ({ profile, best: normalScore(files, profile) }));
  const summary = all.map(({ profile, best }) => {
    const heldOut = heldOutScore(files, profile);
    return [
      profile.name,
      best.score.toFixed(2),
      best.threshold.toFixed(4),
      `${best.foundWindows}/${best.windows}`,
      String(best.falseRows),
      heldOut.score.toFixed(2),
    ];
  });
  const { threshold } = all[0]!.best;
  const tables = [
    [
      ['profile', 'score', 'threshold', 'windows found', 'false rows', 'threshold of other groups'],
      ...summary,
    ],
    [
      ['group', 'windows found', 'false rows', 'rows'],
      ...groupsOf(files).map((group) => [
        group,
        ...figures(
          files.filter((file) => groupOf(file) === group),
          threshold,
        ),
      ]),
    ],
  ];
  if (!perFile) return tables;
  const rows = files.map((file) => [file.name, ...figures([file], threshold)]);
  return [...tables, [['file', 'windows found', 'false rows', 'rows'], ...rows]];
}

function figures(files: readonly ScoredFile[], threshold: number): string[] {
  const { foundWindows, windows, falseRows } = normalScore(files, profiles[0]!, threshold);
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return [`${foundWindows}/${windows}`, String(falseRows), String(rows)];
}

await runScript(main);
