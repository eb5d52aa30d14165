/** Longer names are not compared: nobody mistypes one, and the work grows with the square. */
const maxCharacters = 60;
/** A shorter beginning, such as `to`, says nothing of the name. */
const minBeginning = 4;

/**
 * The known name that a mistyped one most probably stands for.
 *
 * @returns undefined when no name is within a third of its length, at most 3 edits, or the only one to begin with it
 */
export function closestName(typed: string, known: readonly string[]): string | undefined {
  if (typed.length > maxCharacters) return undefined;
  const wanted = plain(typed);
  let closest: string | undefined;
  let fewest = Math.min(3, Math.floor(wanted.length / 3)) + 1;
  for (const name of known) {
    const edits = editDistance(wanted, plain(name));
    if (edits < fewest) [closest, fewest] = [name, edits];
  }
  if (closest !== undefined || wanted.length < minBeginning) return closest;
  const longer = known.filter((name) => plain(name).startsWith(wanted));
  return longer.length === 1 ? longer[0] : undefined;
}

/** A sentence's end such as `; did you mean horizonSeconds?`, or nothing. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const name = closestName(typed, known);
  return name === undefined ? '' : `; did you mean ${name}?`;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Insertions, deletions and replacements of one character, and swaps of two neighbours. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swapped = isSwap ? before[j - 2]! + 1 : Infinity;
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1, swapped));
    }
    before = row;
    row = next;
  }
  return row[to.length]!;
}
