import type { RoomScore } from './room-score.ts';

/** The score that a room has reached. */
export interface PublishedScore extends RoomScore {
  /** Such as `plugins/spool`. */
  readonly room: string;
  /** Of the measurement, such as `2026-11-29`. */
  readonly date: string;
}

/** In percent. */
const goal = 90;
/** In percentage points. A change that makes a loop endless may be noticed or not on a busy machine. */
const tolerance = 1;

/** Returns a line about a score that has fallen below the published one; undefined when it has not. */
export function fallOf(
  room: string,
  measured: RoomScore,
  published: PublishedScore | undefined,
): string | undefined {
  if (!published) return `${room}: no published score; run tools/mutation --publish ${room}`;
  const text = `${room}: tests notice ${measured.score} % of the changes`;
  if (measured.score < published.score - tolerance)
    return `${text}, more than ${tolerance} point below the published ${published.score} %`;
  if (measured.score < goal && published.score >= goal)
    return `${text}, less than ${goal} % after the published ${published.score} %`;
  return undefined;
}

/** Puts a score in the place of the room's previous one. Sorted by room. */
export function withScore(
  scores: readonly PublishedScore[],
  score: PublishedScore,
): readonly PublishedScore[] {
  return [...scores.filter(({ room }) => room !== score.room), score].toSorted((a, b) =>
    a.room < b.room ? -1 : 1,
  );
}

/** Formats `scores.json`, a room per line. */
export function formatScores(scores: readonly PublishedScore[]): string {
  const lines = scores.map(
    ({ room, score, changes, date }) => `  ${JSON.stringify({ room, score, changes, date })}`,
  );
  return `[\n${lines.join(',\n')}\n]\n`;
}

const beforeTable = '<!-- The table is made of scores.json by tools/mutation --publish. -->\n';

/** Puts the table of the scores in the place of the previous one. @param readme the text of the README */
export function withScoreTable(readme: string, scores: readonly PublishedScore[]): string {
  const rows = scores.map(
    ({ room, score, changes, date }) => `| \`${room}\` | ${score.toFixed(1)} % | ${changes} | ${date} |\n`,
  );
  const table = `| room | score | changes | date |\n|---|---|---|---|\n${rows.join('')}`;
  const [before, after] = readme.split(beforeTable);
  if (after === undefined) throw new Error('the README has no place for the table of the scores');
  return `${before}${beforeTable}${table}${after.replace(/^(\|.*\n)*/, '')}`;
}
