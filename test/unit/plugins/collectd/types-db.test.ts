import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { complaintAboutType, parseTypesDb } from '../../../../plugins/collectd/types-db.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const text = `# a comment
memory\t\t\tvalue:GAUGE:0:281474976710656
load                    shortterm:GAUGE:0:5000, midterm:GAUGE:0:5000, longterm:GAUGE:0:5000 # three
half

if_octets rx:DERIVE:0:U,tx:DERIVE:0:U
`;

describe("collectd's types", () => {
  const scratch = scratchFolder();

  it('are read with the number of their data sources', () => {
    assert.deepEqual(
      [...parseTypesDb(text)],
      [
        ['memory', 1],
        ['load', 3],
        ['if_octets', 2],
      ],
    );
  });

  it('are complained about when they are unknown or hold more than one number', () => {
    const file = join(scratch(), 'types.db');
    writeFileSync(file, text);
    assert.equal(complaintAboutType('memory', file), undefined);
    assert.equal(
      complaintAboutType('half', file),
      `the type half is not in ${file}; such as memory, bytes, percent or gauge are`,
    );
    assert.equal(
      complaintAboutType('load', file),
      'the type load has 3 data sources, and a prediction is one number',
    );
  });

  it('are not complained about when there is no file to look at', () => {
    assert.equal(complaintAboutType('nonsense', join(scratch(), 'none')), undefined);
  });
});
