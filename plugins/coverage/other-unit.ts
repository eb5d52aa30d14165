import { fieldsOf } from '../collectd/identifier.ts';
import type { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { Reason } from './reason.ts';

/** The option of collectd that makes a plugin give values in place of percentages. */
const valueOptions: Readonly<Record<string, string>> = {
  cpu: 'ValuesPercentage false',
  df: 'ValuesAbsolute true',
  hugepages: 'ValuesBytes true',
  memory: 'ValuesAbsolute true',
  swap: 'ValuesAbsolute true',
};

/**
 * Explains a missing series by another one of the plugin that has it in the other unit: percentages in place of values,
 * or the other way round.
 *
 * @param names of the series of the plugin on one host; none is like the pattern
 * @returns undefined when there is no such series
 */
export function otherUnitReason(
  { plugin, pluginField, typeField }: IdentifierPattern,
  names: readonly string[],
): { readonly witness: string; readonly reason: Reason } | undefined {
  const wantsShare = isShare(typeField);
  const [, wantedInstance] = splitField(typeField);
  const others = names.filter((name) => isShare(typeOf(name)) !== wantsShare && isCounted(typeOf(name)));
  const instanceOf = (name: string): string => splitField(typeOf(name))[1];
  const witness =
    others.find((name) => instanceOf(name) === wantedInstance) ?? (wantsShare ? undefined : others[0]);
  if (witness === undefined) return undefined;
  if (wantsShare)
    return {
      witness,
      reason: {
        kind: 'only-values',
        cause: `there is ${fieldsOf(witness)}, and no percentage`,
        cure: `set ValuesPercentage true in <Plugin ${plugin}>`,
      },
    };
  const [wantedType] = splitField(typeField);
  // The plugin gives values already, and this one has another name.
  if (names.some((name) => splitField(typeOf(name))[0] === wantedType)) return undefined;
  const option = valueOptions[plugin ?? ''];
  const series = `*/${pluginField}/${typeOf(witness)}`;
  const change = option === undefined ? '' : `set ${option} in <Plugin ${plugin}>, or `;
  return {
    witness,
    reason: {
      kind: 'only-percentages',
      cause: `there is ${fieldsOf(witness)}`,
      cure: `${change}take series: "${series}", capacity: 100`,
    },
  };
}

function isShare(typeField: string): boolean {
  return typeField.startsWith('percent');
}

/** False for counts of inodes, which say nothing about space. */
function isCounted(typeField: string): boolean {
  return !/^(percent|df)_inodes/.test(typeField);
}

function typeOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function splitField(field: string): readonly [string, string] {
  const hyphen = field.indexOf('-');
  return hyphen < 0 ? [field, ''] : [field.slice(0, hyphen), field.slice(hyphen + 1)];
}
