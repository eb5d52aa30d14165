import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { checkTypes } from '../../../../tools/check/types.ts';
import { confOf } from '../../../support/conf-of.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const stock = ['percent', 'duration', 'gauge', 'memory'];

const configWith = (output: string) =>
  parseConfig(`targets: {memory: {series: "*/memory/memory-used", capacity: 64GiB, output: ${output}}}`, 'f');

describe('the check of types', () => {
  const scratch = scratchFolder();
  const file = (name: string, ...types: readonly string[]): string => {
    const path = join(scratch(), name);
    writeFileSync(path, types.map((type) => `${type} value:GAUGE:0:U\n`).join(''));
    return path;
  };

  it('is content where dma.yaml and collectd know all that are given back', () => {
    const typesDb = [file('stock', ...stock)];
    const config = { ...configWith('dma/memory'), typesDb };
    const found = { subject: 'types', ok: true, text: 'memory, percent, duration, gauge are known' };
    assert.deepEqual(checkTypes(config, undefined), found);
    assert.deepEqual(checkTypes(config, confOf(`TypesDB "${typesDb[0]}"`)), found);
  });

  it('says why dma predict does not start', () => {
    const config = { ...configWith('dma/queue'), typesDb: [file('stock', ...stock)] };
    const { ok, text } = checkTypes(config, undefined);
    assert.equal(ok, false);
    assert.match(
      text,
      /^dma predict does not start: targets\.memory\.output: the type queue is not in \S+stock; name all/,
    );
  });

  it('says that collectd reads only the types of the operator, or lacks them', () => {
    const files = [file('stock', ...stock), file('own', 'queue')];
    const config = { ...configWith('dma/queue'), typesDb: files };
    const only = checkTypes(config, confOf(`\nTypesDB "${files[1]}"`));
    assert.equal(only.ok, false);
    assert.match(
      only.text,
      /^collectd does not know percent, duration, gauge, and drops such values: TypesDB of \/collectd.conf:2 lacks them; name \/usr\/share\/collectd\/types\.db there as well/,
    );
    const lacking = checkTypes(config, confOf(`TypesDB "${files[0]}"`));
    assert.match(lacking.text, /^collectd does not know queue, .*; name the file with it there as well/);
    assert.equal(checkTypes(config, confOf(`TypesDB "${files[0]}" "${files[1]}"`)).ok, true);
  });
});
