import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../process/command-error.ts';
import { packageRoot } from '../../package-root.ts';
import { runScript } from '../run-script.ts';
import { fallOf, formatScores, withScore, withScoreTable, type PublishedScore } from './published-scores.ts';
import { roomScore, type MutationReport } from './room-score.ts';

const folder = join(packageRoot, 'tools/lab/mutation');

/** Compares the score of a room with its published one, or publishes it; `tools/mutation` runs this for each room. */
void runScript(() => {
  const { values, positionals } = parseArgs({
    options: { publish: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [room, reportPath] = positionals;
  if (room === undefined || reportPath === undefined) throw new UsageError('expected a room and a report');
  const measured = roomScore(JSON.parse(readFileSync(reportPath, 'utf8')) as MutationReport);
  if (!measured) return;
  const scores = JSON.parse(readFileSync(join(folder, 'scores.json'), 'utf8')) as PublishedScore[];
  if (values.publish) {
    const date = new Date().toISOString().slice(0, 10);
    publish(withScore(scores, { room, ...measured, date }));
  }
  const fall = values.publish
    ? undefined
    : fallOf(
        room,
        measured,
        scores.find((score) => score.room === room),
      );
  process.stdout.write(`score of ${room}: ${measured.score} % of ${measured.changes} changes\n`);
  if (fall === undefined) return;
  process.stderr.write(`${fall}\n`);
  process.exitCode = 1;
});

function publish(scores: readonly PublishedScore[]): void {
  const readme = join(folder, 'README.md');
  writeFileSync(join(folder, 'scores.json'), formatScores(scores));
  writeFileSync(readme, withScoreTable(readFileSync(readme, 'utf8'), scores));
}
