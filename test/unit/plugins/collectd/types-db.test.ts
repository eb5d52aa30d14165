import assert from 'node:assert/strict';
import fs, { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  complaintAboutType,
  defaultTypesDb,
  isCounter,
  isNeverNegative,
  parseTypesDb,
  readTypesDb,
  unitOf,
} from '../../../../plugins/collectd/types-db.ts';
import { withReplaced } from '../../../support/replaced-builtins.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const text = `# a comment
memory\t\t\tvalue:GAUGE:0:281474976710656
load                    shortterm:GAUGE:0:5000, midterm:GAUGE:0:5000, longterm:GAUGE:0:5000 # three
half

if_octets rx:DERIVE:0:U,tx:DERIVE:0:U
temperature value:GAUGE:U:U
nvme_temperature value:GAUGE:-300:300
  voltage_above  value:GAUGE:5:U,
`;

describe("collectd's types", () => {
  const scratch = scratchFolder();

  it('are read with the lower bound of each data source', () => {
    const bounds = [...parseTypesDb(text)].map(([type, sources]) => [
      type,
      sources.map(({ minimum }) => minimum),
    ]);
    assert.deepEqual(bounds, [
      ['memory', [0]],
      ['load', [0, 0, 0]],
      ['if_octets', [0, 0]],
      ['temperature', [Number.NEGATIVE_INFINITY]],
      ['nvme_temperature', [-300]],
      ['voltage_above', [5]],
    ]);
  });

  it('are counters where collectd makes rates of them', () => {
    const odd = 'odd value:COUNTERS:0:U\nnone value:NOCOUNTER:0:U\nhalf value\nquarter value::0:U\n';
    const typesDb = parseTypesDb(`${text}\nold value:COUNTER:U:U\nnew value:ABSOLUTE:0:U\n${odd}`);
    const types = ['memory', 'if_octets', 'old', 'new', 'unheard_of', 'odd', 'none', 'half', 'quarter'];
    const counters = types.filter((type) => isCounter(typesDb, type, 0));
    assert.deepEqual(counters, ['if_octets', 'old', 'new']);
    assert.equal(isCounter(typesDb, 'if_octets', 1), true);
    assert.equal(isCounter(typesDb, 'if_octets', 2), false);
    assert.equal(isCounter(undefined, 'if_octets', 0), false);
  });

  it('cannot be negative where their lower bound is 0', () => {
    const typesDb = parseTypesDb(text);
    assert.equal(isNeverNegative(typesDb, 'memory', 0), true);
    assert.equal(isNeverNegative(typesDb, 'load', 2), true);
    assert.equal(isNeverNegative(typesDb, 'load', 3), false);
    assert.equal(isNeverNegative(typesDb, 'voltage_above', 0), true);
    assert.equal(isNeverNegative(typesDb, 'temperature', 0), false);
    assert.equal(isNeverNegative(typesDb, 'nvme_temperature', 0), false);
    assert.equal(isNeverNegative(typesDb, 'unheard_of', 0), false);
  });

  it('cannot be negative, as almost none can, where there is no file to look at', () => {
    const typesDb = readTypesDb([join(scratch(), 'none')]);
    assert.equal(isNeverNegative(typesDb, 'temperature', 0), true);
  });

  it('are complained about when they are unknown or hold more than one number', () => {
    const file = join(scratch(), 'types.db');
    writeFileSync(file, text);
    assert.equal(complaintAboutType('memory', [file]), undefined);
    assert.equal(
      complaintAboutType('half', [file]),
      `the type half is not in ${file}; name all files of collectd's TypesDB in typesDb, or take a type such as memory, bytes, percent or gauge`,
    );
    assert.equal(
      complaintAboutType('load', [file]),
      'the type load has 3 data sources, and a prediction is one number',
    );
  });

  it('come from all files, of which one may be missing, and the later definition counts', () => {
    const [stock, own, missing] = ['stock', 'own', 'none'].map((name) => join(scratch(), name));
    writeFileSync(stock!, 'memory value:GAUGE:0:U\nload value:GAUGE:0:U');
    writeFileSync(own!, 'queue value:GAUGE:0:U\nload a:GAUGE:0:U, b:GAUGE:0:U');
    const files = [stock!, missing!, own!];
    for (const type of ['memory', 'queue']) assert.equal(complaintAboutType(type, files), undefined);
    assert.match(complaintAboutType('load', files)!, /has 2 data sources/);
    assert.match(complaintAboutType('none', files)!, /is not in \S+stock, \S+none, \S+own; name all files/);
  });

  it('come from the file of Debian where no other is named', () => {
    const [named, unnamed] = [
      complaintAboutType('nonsense', [defaultTypesDb]),
      complaintAboutType('nonsense'),
    ];
    assert.equal(unnamed, named);
    const read = ((file: string) => {
      assert.equal(file, defaultTypesDb);
      return 'own value:GAUGE:0:U';
    }) as typeof fs.readFileSync;
    withReplaced(fs, { readFileSync: read }, () => {
      assert.deepEqual([...readTypesDb()!.keys()], ['own']);
      assert.match(
        complaintAboutType('nonsense')!,
        /^the type nonsense is not in \/usr\/share\/collectd\/types.db;/,
      );
    });
  });

  it('are not complained about when there is no file to look at', () => {
    assert.equal(complaintAboutType('nonsense', [join(scratch(), 'none')]), undefined);
  });

  it('are bytes or plain numbers', () => {
    for (const type of ['memory', 'df_complex', 'df', 'ps_data', 'swap', 'total_bytes', 'vs_memory']) {
      assert.equal(unitOf({ type }), 'bytes', type);
    }
    for (const type of ['gauge', 'percent', 'percent_bytes', 'vmem', 'load']) {
      assert.equal(unitOf({ type }), 'plain', type);
    }
  });
});
