import assert from 'node:assert/strict';
import { applies, troubleCounters, type Condition, type Seen } from './condition.ts';

/** Requires each pattern to be met by a line, and each of the grave lines to meet a pattern. */
function assertLines(lines: readonly string[], patterns: readonly RegExp[], grave: RegExp): void {
  const all = lines.join('\n') || '(nothing)';
  for (const pattern of patterns)
    assert.ok(
      lines.some((line) => pattern.test(line)),
      `no line meets ${String(pattern)}:\n${all}`,
    );
  for (const line of lines.filter((one) => grave.test(one)))
    assert.ok(
      patterns.some((pattern) => pattern.test(line)),
      `nobody should read\n${line}\nin\n${all}`,
    );
}

/** The cells of a row, each with the check of what was seen. Cells that do not apply are left out. */
export function cellsOf(
  condition: Condition<never>,
): readonly { readonly name: string; readonly check: (seen: Seen) => void }[] {
  const { told, check, logged, counted, predicted } = condition;
  const cells: { name: string; check: (seen: Seen) => void }[] = [];
  if (applies(told))
    cells.push({
      name: told === 'quiet' ? 'nobody is told anything' : 'is told as a notification',
      check: (seen) => assertLines(seen.told, told === 'quiet' ? [] : told, /^(WARNING|FAILURE)/),
    });
  if (applies(check))
    cells.push({
      name: check === 'ok' ? 'dma check finds nothing missing' : 'is told by dma check',
      check: (seen) => assertLines(seen.checked, check === 'ok' ? [] : check, /^MISSING/),
    });
  if (logged !== undefined)
    cells.push({
      name: 'is logged once',
      check: (seen) =>
        assert.equal(seen.logged.filter((line) => logged.test(line)).length, 1, seen.logged.join('')),
    });
  if (applies(counted))
    cells.push({
      name: 'is counted in dma-self',
      check: (seen) => {
        const names = ['series', ...troubleCounters] as const;
        const wanted = names.map((name) => [name, counted[name] ?? 0] as const);
        const found = wanted.map(([name, value]) => {
          const count = seen.counted.get(name);
          return [name, value === 'some' && count !== undefined && count > 0 ? value : count];
        });
        assert.deepEqual(Object.fromEntries(found), Object.fromEntries(wanted));
      },
    });
  if (applies(predicted))
    for (const [resource, state] of Object.entries(predicted))
      cells.push({
        name: `${resource} is ${state === 'no' ? 'not predicted' : `predicted, and ${state}`}`,
        check: (seen) => assert.equal(seen.predicted.get(resource) ?? 'no', state),
      });
  return cells;
}

/** Requires that all is well after the condition: what was told has its OKAY, and there is nothing new. */
export function checkAfterwards({ afterwards }: Condition<never>, before: Seen, after: Seen): void {
  if (!applies(afterwards)) return;
  const news = after.told.slice(before.told.length);
  assert.deepEqual(news.filter(isGrave), [], 'told after the end');
  const open = new Set<string>();
  for (const line of after.told)
    if (isGrave(line)) open.add(subjectOf(line));
    else open.delete(subjectOf(line));
  assert.deepEqual([...open], [], 'without an OKAY');
  if (afterwards === 'OKAY') assert.ok(after.told.some(isGrave), 'nothing was told that could end');
  assertLines(after.checked, [], /^MISSING/);
}

/** Kind, host and resource. */
function subjectOf(line: string): string {
  return /^\w+ (\w+ \S+ \S+):/.exec(line)?.[1] ?? line;
}

function isGrave(line: string): boolean {
  return !line.startsWith('OKAY ');
}
