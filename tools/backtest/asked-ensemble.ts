import { existsSync } from 'node:fs';
import { z } from 'zod';
import { closestName } from '../../notifiers/closest-name.ts';
import { ensembleSchema, type EnsembleConfig } from '../../plugins/config/ensemble-config.ts';
import { problemsOf } from '../../plugins/config/option-problem.ts';
import { parseYaml, YamlError } from '../../plugins/files/yaml-text.ts';
import { UsageError } from '../process/command-error.ts';

/** The word alone, or a YAML value as dma.yaml has it behind `detector:`. */
const ensembleText = /^\{?\s*["']?ensemble["']?\s*(?:[:}]|$)/;

const schema = z.strictObject({ ensemble: ensembleSchema });

/**
 * The ensemble that `--detector` asks for: `ensemble`, or with options as `{ensemble: {votes: 3}}`.
 *
 * @returns undefined for a model file, and without the option
 * @throws UsageError
 */
export function askedEnsemble(detector: string | undefined): EnsembleConfig | undefined {
  const text = detector?.trim();
  if (text === undefined) return undefined;
  if (!ensembleText.test(text)) {
    if (closestName(text, ['ensemble']) !== undefined && !existsSync(text))
      throw new UsageError(`--detector: there is no file ${text}; did you mean ensemble?`);
    return undefined;
  }
  const value = valueOf(text);
  const given = value === 'ensemble' ? { ensemble: {} } : value;
  const { data, error } = schema.safeParse(given);
  if (data) return data.ensemble;
  const [problem] = problemsOf(error, { schema, given, prefix: [] });
  throw new UsageError(`--detector: ${problem!.path.join('.')}: ${problem!.rule}`);
}

function valueOf(text: string): unknown {
  try {
    return parseYaml(text).value;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new UsageError(
      `--detector: expected ensemble, or YAML such as '{ensemble: {votes: 3}}': ${error.message}`,
    );
  }
}
