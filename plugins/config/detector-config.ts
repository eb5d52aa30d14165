import { z } from 'zod';
import { detectors } from '../../analysis/detectors/registry.ts';

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

/** The option `detector` of a target: a model file by kind of detector, one of those in the registry. */
export const detectorSchema = z.strictObject(modelFiles).refine((given) => Object.keys(given).length === 1, {
  error: `name one model file, such as ${detectorExample}`,
  when: ({ issues }) => issues.length === 0,
});

/** The kind of limit that a detector is trained for. */
export function limitSideOf(given: z.output<typeof detectorSchema>): 'upper' | 'lower' {
  const [kind] = Object.keys(given);
  return detectors.find(({ name }) => name === kind)?.limitSide ?? 'upper';
}
