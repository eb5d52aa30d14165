import type { z } from 'zod';
import { brokenOptions } from '../../notifiers/option-meta.ts';
import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import { commonTypes } from '../delivery/event-subject.ts';
import { formatIdentifier, isOwn, parseIdentifierOf, type Identifier } from '../collectd/identifier.ts';
import type { TargetConfig } from './target-config.ts';

/** A target with its output. */
interface Output {
  readonly target: string;
  readonly identifier: Identifier;
  /** The output as dma.yaml has it. */
  readonly text: string;
  /** True when what the wildcards of `series` match follows behind it. */
  readonly hasSuffix: boolean;
}

/** Stands for any host, and for any text that wildcards match. */
const anyText = 'x';

/** A rule for all targets: no output may be the output of another target, one of our other values, or be read again. */
export function checkOutputs(
  targets: Readonly<Record<string, TargetConfig>>,
  context: z.RefinementCtx,
): void {
  const broken = brokenOptions(context);
  // They are no section of targets at all.
  if (broken.has(undefined)) return;
  const valid = Object.entries(targets).filter(([target]) => !broken.has(target));
  const outputs = valid.flatMap(([target, config]) => outputOf(target, config));
  for (const [index, output] of outputs.entries()) {
    const complaint =
      complaintAboutOthers(output, outputs.slice(0, index)) ??
      complaintAboutOwn(output, Object.keys(targets)) ??
      complaintAboutInputs(output, valid);
    if (complaint === undefined) continue;
    const message = `${output.text} ${complaint}`;
    context.addIssue({ code: 'custom', path: [output.target, 'output'], message, params: { isWhole: true } });
  }
}

function outputOf(target: string, { output: text, series }: TargetConfig): readonly Output[] {
  if (text === undefined) return [];
  const hasSuffix = new IdentifierPattern(series).hasCaptures;
  return [{ target, identifier: parseIdentifierOf(anyText, text), text, hasSuffix }];
}

function complaintAboutOthers(output: Output, others: readonly Output[]): string | undefined {
  const other = others.find((one) => isSame(output, one));
  return other && `is the output of target ${other.target} already; two predictions cannot have one name`;
}

function isSame(a: Output, b: Output): boolean {
  const [one, other] = [a, b].map(({ identifier }) => formatIdentifier(identifier));
  return (
    one === other ||
    (a.hasSuffix && other!.startsWith(`${one}-`)) ||
    (b.hasSuffix && one!.startsWith(`${other}-`))
  );
}

function complaintAboutOwn({ identifier }: Output, targets: readonly string[]): string | undefined {
  const { type, pluginInstance: instance } = identifier;
  if (!isOwn(identifier) || instance === undefined || !commonTypes.has(type)) return undefined;
  const isTaken = ['self', ...targets].some((name) => instance === name || instance.startsWith(`${name}-`));
  return isTaken ? `is among the values that dma gives back anyway; choose another one` : undefined;
}

function complaintAboutInputs(
  { identifier, hasSuffix }: Output,
  targets: readonly (readonly [string, TargetConfig])[],
): string | undefined {
  if (isOwn(identifier)) return undefined;
  const name = formatIdentifier(identifier);
  for (const [target, { series, addends, capacity }] of targets) {
    const globs = [series, ...addends, ...(typeof capacity === 'number' ? [] : [capacity.sumOf])];
    for (const glob of globs) {
      const pattern = new IdentifierPattern(glob).onAnyHost();
      if (!pattern.match(name) && !(hasSuffix && pattern.match(`${name}-${anyText}`))) continue;
      return `is one of the series like ${glob} that target ${target} reads; choose another one, such as dma/...`;
    }
  }
  return undefined;
}
