import { stringify } from 'yaml';
import { readConfigText, type ConfigText } from '../../plugins/config/config-text.ts';
import { effectiveOptions, type EffectiveOption, type Origin } from './effective-options.ts';

/**
 * The configuration in force: as YAML with the origin of each value behind it, or as JSON, a list of options.
 *
 * @param file dma.yaml; undefined for the default one
 * @throws ConfigError
 */
export function printConfig(
  file: string | undefined,
  json: boolean,
  env: (name: string) => string | undefined = (name) => process.env[name],
): string {
  return formatConfig(readConfigText(file), json, env);
}

/** @throws ConfigError */
export function formatConfig(
  text: ConfigText,
  json: boolean,
  env: (name: string) => string | undefined,
): string {
  const options = effectiveOptions(text, env);
  if (json) return `${JSON.stringify(options.map(jsonOf))}\n`;
  const origins = text.isMissing
    ? `defaults and the environment; there is no ${text.file}`
    : `${text.file}, defaults and the environment`;
  return `# In force: ${origins}.\n${yamlLines(options).join('\n')}\n`;
}

function jsonOf({ path, value, words, origin }: EffectiveOption): object {
  return { option: path.join('.'), value: value ?? null, ...(words === undefined ? {} : { words }), origin };
}

/** Nested YAML, the origins in one column. */
function yamlLines(options: readonly EffectiveOption[]): string[] {
  const lines: { readonly text: string; readonly origin?: string }[] = [];
  let previous: readonly string[] = [];
  for (const { path, value, words, origin } of options) {
    for (let depth = 0; depth < path.length - 1; depth++) {
      if (path.slice(0, depth + 1).every((name, index) => previous[index] === name)) continue;
      lines.push({ text: `${'  '.repeat(depth)}${inYaml(path[depth])}:` });
      previous = [];
    }
    const sign = words === undefined ? '' : '#';
    const shown = words ?? inYaml(value);
    const text = `${'  '.repeat(path.length - 1)}${sign}${inYaml(path.at(-1))}: ${shown}`;
    lines.push({ text, origin: originText(origin) });
    previous = path;
  }
  const column = Math.min(60, Math.max(...lines.map(({ text }) => text.length)));
  return lines.map(({ text, origin }) =>
    origin === undefined ? text : `${text.padEnd(column)}  # ${origin}`,
  );
}

function originText(origin: Origin): string {
  if (origin.kind === 'file') return `line ${origin.line}`;
  return origin.kind === 'default' ? 'default' : `environment ${origin.variable}`;
}

function inYaml(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    lineWidth: 0,
  }).trim();
}
