import { builtIn, configOf, type Config } from './config.ts';
import { readConfigText } from './config-text.ts';

/** A configuration, and how its targets are written. */
export interface PredictionConfig {
  readonly config: Config;
  /** By target: equal texts mean equal options. */
  readonly targetTexts: Readonly<Record<string, string>>;
}

/**
 * Reads and checks the configuration for `dma predict`.
 *
 * @param file a path; undefined for the default one, which may be missing
 * @throws ConfigError
 */
export function loadPrediction(file: string | undefined): PredictionConfig {
  const text = readConfigText(file);
  const config = configOf(text);
  const targets = Object.entries((text.values['targets'] ?? builtIn.targets) as Record<string, unknown>);
  return {
    config,
    targetTexts: Object.fromEntries(targets.map(([name, options]) => [name, JSON.stringify(options)])),
  };
}
