import { z } from 'zod';
import { detectors } from '../../analysis/detectors/registry.ts';
import { ensembleSchema, type EnsembleConfig } from './ensemble-config.ts';

const modelFiles = Object.fromEntries(
  detectors.map(({ name, description, exampleFile }) => [
    name,
    z
      .string()
      .min(1)
      .exactOptional()
      .meta({ description, examples: [exampleFile], since: '0.1.0' }),
  ]),
);

const [first] = detectors;

/** A valid value of the option `detector`. */
export const exampleDetector = { [first!.name]: first!.exampleFile };

/** The same as text, for messages. */
export const detectorExample = `{${first!.name}: ${first!.exampleFile}}`;

/** The option `detector` of a target: a model file by kind of detector, as the registry has them, or an ensemble. */
export const detectorSchema = z
  .strictObject(
    {
      ...modelFiles,
      ensemble: ensembleSchema.exactOptional().meta({
        description: `A committee of statistical tests, for a series without a limit: it says when the series is odd, as gauge-anomaly and gauge-votes. It needs no training, and replaces limit, capacity, output and riskFrom. {} takes the defaults.`,
        examples: [{}],
        defaultText: 'none',
        since: '0.2.0',
      }),
    },
    {
      error: ({ code }) =>
        code === 'invalid_type'
          ? `must be a section: {ensemble: {}} for the usual tests, or a model file such as ${detectorExample}`
          : undefined,
    },
  )
  .refine((given) => Object.keys(given).length === 1, {
    error: `name one model file, such as ${detectorExample}, or {ensemble: {}}`,
    when: ({ issues }) => issues.length === 0,
  });

type Given = z.output<typeof detectorSchema>;

/** The part of a target that judges its series beside the forecast, or in its place. */
export interface Judges {
  /** The model file by kind of detector; absent without one. */
  readonly detector?: Readonly<Record<string, string>>;
  /** Options of the committee that judges a series without a limit; absent for one with a limit. */
  readonly ensemble?: EnsembleConfig;
}

/** Tells a model file from an ensemble. */
export function judgesOf(given: Given | undefined): Judges {
  if (given === undefined) return {};
  const { ensemble, ...files } = given;
  return ensemble ? { ensemble } : { detector: files };
}

/** The kind of limit that a detector is trained for. */
export function limitSideOf(given: Given): 'upper' | 'lower' {
  const [kind] = Object.keys(given);
  return detectors.find(({ name }) => name === kind)?.limitSide ?? 'upper';
}
