/** The part of Stryker's JSON report that is read here. */
export interface MutationReport {
  /** By path. */
  readonly files: Readonly<Record<string, MutatedFile>>;
}

interface MutatedFile {
  readonly source: string;
  readonly mutants: readonly Change[];
}

interface Change {
  readonly mutatorName: string;
  readonly status: string;
  readonly location: { readonly start: Position; readonly end: Position };
}

/** Counted from one. */
interface Position {
  readonly line: number;
  readonly column: number;
}

export interface RoomScore {
  /** The share of changes that a test noticed or that ran into the time limit, in percent, with one decimal. */
  readonly score: number;
  /** The number of changes that count. */
  readonly changes: number;
}

const noticed: ReadonlySet<string> = new Set(['Killed', 'Timeout']);
const unnoticed: ReadonlySet<string> = new Set(['Survived', 'NoCoverage']);

/**
 * Calculates the score of all files of a report. Words of messages do not count: a string with a blank in it.
 *
 * @returns undefined when no change counts
 */
export function roomScore({ files }: MutationReport): RoomScore | undefined {
  const counted = Object.values(files).flatMap(({ source, mutants }) => {
    const lines = source.split('\n');
    return mutants.filter((change) => !isOfWords(change, lines)).map(({ status }) => status);
  });
  const kills = counted.filter((status) => noticed.has(status)).length;
  const changes = kills + counted.filter((status) => unnoticed.has(status)).length;
  return changes === 0 ? undefined : { score: Math.round((1000 * kills) / changes) / 10, changes };
}

function isOfWords({ mutatorName, location: { start, end } }: Change, lines: readonly string[]): boolean {
  if (mutatorName !== 'StringLiteral') return false;
  const last = end.line - start.line;
  const text = lines
    .slice(start.line - 1, end.line)
    .map((line, index) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
    );
  return /\s/.test(text.join('\n'));
}
