import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { notifiers } from '../../../notifiers/registry.ts';
import { configSchema } from '../../../plugins/config/config.ts';
import { targetOptionsSchema } from '../../../plugins/config/target-options.ts';
import { routeSchema } from '../../../plugins/delivery/route-config.ts';
import { generatedFiles } from '../../../tools/lab/reference/generated-files.ts';
import { factsOf, type OptionFacts } from '../../../tools/lab/reference/option-facts.ts';
import { packageRoot } from '../../../tools/package-root.ts';

describe('the files that are generated', () => {
  it('say what the sources say; after a change of an option or a command, run `npm run generate`', async () => {
    for (const [path, text] of await generatedFiles())
      assert.equal(readFileSync(join(packageRoot, path), 'utf8'), text, `${path} is out of date`);
  });
});

describe('every option of dma.yaml', () => {
  const all = [configSchema, targetOptionsSchema, routeSchema, ...notifiers.map(({ options }) => options)]
    .flatMap((schema) => factsOf(schema))
    .flatMap((option): OptionFacts[] => [option, ...option.children]);

  it('has a description of whole sentences and the version that it came with', () => {
    assert.ok(all.length > 80, `${all.length}`);
    for (const { name, meta } of all) {
      assert.match(meta.description, /^[A-Z].*[.]$/, name);
      assert.doesNotMatch(meta.description, /^(What|Whether) /, name);
      assert.match(meta.since, /^\d+\.\d+\.\d+$/, name);
    }
  });

  it('has an example that its schema takes, unless it is a section', () => {
    for (const { name, meta, schema, isSection } of all) {
      if (isSection || name === 'targets' || name === 'notifiers') continue;
      assert.ok(meta.examples && meta.examples.length > 0, name);
      for (const example of meta.examples) assert.ok(z.safeParse(schema, example).success, name);
    }
  });

  it('has a default, in the schema or in words, unless it is required or read from the environment', () => {
    for (const { name, meta, isRequired, isSection, defaultValue } of all) {
      if (isRequired || isSection || meta.variable !== undefined) continue;
      assert.ok(defaultValue !== undefined || meta.defaultText !== undefined, name);
    }
  });
});
