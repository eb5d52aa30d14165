import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDetector, maxModelBytes, readModel, writeModel } from '../../../../plugins/models/model-file.ts';
import { svmDetectorModels } from '../../../support/detector-models.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const model = svmDetectorModels.sound['rbf']!;

describe('a model file', function () {
  const folder = scratchFolder();
  const at = (name: string): string => join(folder(), name);

  /** The complaint about a file with this in it. */
  function complaintOf(text: string): string {
    writeFileSync(at('model.json'), text);
    return refusalOf(() => readModel(at('model.json')));
  }

  /** Without the file's name, which it has to begin with. */
  function refusalOf(act: () => unknown, file = at('model.json')): string {
    let message = '';
    assert.throws(act, (error: Error) => {
      assert.equal(error.name, 'ModelError', error.stack);
      assert.ok(error.message.startsWith(`${file}: `), error.message);
      assert.ok(!error.message.includes('\n'));
      message = error.message.slice(file.length + 2);
      return true;
    });
    return message;
  }

  it('is read as it was written', function () {
    writeModel(at('model.json'), model);
    assert.deepEqual(readModel(at('model.json')), JSON.parse(JSON.stringify(model)));
  });

  it('keeps its checksum when it is read and written again, and however it is laid out', function () {
    writeModel(at('model.json'), model);
    const text = readFileSync(at('model.json'), 'utf8');
    writeModel(at('model.json'), JSON.parse(text) as object);
    assert.equal(readFileSync(at('model.json'), 'utf8'), text);
    const { checksum, ...rest } = JSON.parse(text) as Record<string, unknown>;
    const turned = Object.fromEntries(Object.entries({ checksum, ...rest }).toReversed());
    writeFileSync(at('model.json'), JSON.stringify(turned));
    assert.deepEqual(readModel(at('model.json')), rest);
  });

  it('has the SHA-256 of its JSON without white space, all names sorted', function () {
    writeModel(at('model.json'), { b: [1.5, { z: 'ü', y: null }], a: {} });
    const { checksum } = JSON.parse(readFileSync(at('model.json'), 'utf8')) as { checksum: string };
    const hash = createHash('sha256').update('{"a":{},"b":[1.5,{"y":null,"z":"ü"}]}').digest('hex');
    assert.equal(checksum, `sha256:${hash}`);
  });

  it('fits its checksum where JSON cannot hold what it was given', function () {
    writeModel(at('model.json'), { a: undefined, b: Number.NaN, c: -0, checksum: 'old' });
    assert.deepEqual(readModel(at('model.json')), { b: null, c: 0 });
  });

  it('can be read by everybody, and leaves nothing beside it', function () {
    const umask = process.umask(0o077);
    try {
      writeModel(at('model.json'), { version: 1 });
      writeModel(at('model.json'), { version: 2 });
    } finally {
      process.umask(umask);
    }
    assert.equal(statSync(at('model.json')).mode & 0o777, 0o644);
    assert.deepEqual(readModel(at('model.json')), { version: 2 });
    assert.deepEqual(readdirSync(folder()), ['model.json']);
  });

  it('that cannot be written is said so, and leaves nothing behind', function () {
    mkdirSync(at('model.json'));
    const write = () => writeModel(at('model.json'), model);
    assert.match(refusalOf(write), /^cannot be written: it is a folder; name a file$/);
    assert.deepEqual(readdirSync(folder()), ['model.json']);
    const elsewhere = at('none/model.json');
    assert.match(
      refusalOf(() => writeModel(elsewhere, model), elsewhere),
      /^cannot be written: ENOENT/,
    );
  });

  it('is refused when it is not there, or is a folder', function () {
    const read = () => readModel(at('model.json'));
    assert.equal(refusalOf(read), 'there is no such file; make it with dma learn');
    mkdirSync(at('model.json'));
    assert.equal(refusalOf(read), 'is a folder; it cannot be a model');
    writeFileSync(at('file'), '');
    assert.match(
      refusalOf(() => readModel(at('file/x')), at('file/x')),
      /^cannot be read: ENOTDIR/,
    );
  });

  it('is refused when it is not JSON, or a part of it', function () {
    writeModel(at('whole.json'), model);
    const text = readFileSync(at('whole.json'), 'utf8');
    for (const part of ['', 'svm_type c_svc\n', text.slice(0, -3), text.slice(0, text.length / 2)])
      assert.match(complaintOf(part), /^is not JSON, or only a part of it: copy it again, /);
  });

  it('is refused when it is JSON of something else', function () {
    for (const text of ['null', '5', '"model"', '[]'])
      assert.equal(complaintOf(text), 'is not a model: expected a JSON object');
    for (const text of ['{}', '{"format": "collectd-dma svm"}', '{"checksum": 5}'])
      assert.equal(complaintOf(text), 'is not a model file of dma learn: it has no "checksum"');
  });

  it('is refused when anything in it was changed', function () {
    writeModel(at('whole.json'), model);
    const text = readFileSync(at('whole.json'), 'utf8');
    for (const [what, by] of [
      [/"bias": -?\d/, '"bias": 7'],
      [/"about": "made/, '"about": "Made'],
      [/"sha256:.{8}/, '"sha256:00000000'],
      [/"sha256:/, '"md5:'],
      [/"training": \{/, '"training": {"x": 1,'],
    ] as const) {
      const changed = text.replace(what, by);
      assert.notEqual(changed, text, String(what));
      assert.match(complaintOf(changed), /^its "checksum" does not fit .* changed or damaged: .* dma learn$/);
    }
  });

  it('is refused unread when it is larger than any model', function () {
    writeModel(at('model.json'), model);
    truncateSync(at('model.json'), maxModelBytes + 1);
    const read = () => readModel(at('model.json'));
    assert.equal(refusalOf(read), `is longer than ${maxModelBytes / 2 ** 20} MiB; it cannot be a model`);
    truncateSync(at('model.json'), maxModelBytes);
    assert.match(refusalOf(read), /^is not JSON/);
  });

  it('becomes a detector of its kind', function () {
    writeModel(at('model.json'), model);
    assert.equal(loadDetector('svm', at('model.json')).about, 'made for tests');
    assert.equal(
      refusalOf(() => loadDetector('forest', at('model.json'))),
      'there is no detector "forest"',
    );
    writeModel(at('model.json'), { ...model, version: 1 });
    assert.match(
      refusalOf(() => loadDetector('svm', at('model.json'))),
      /^made by another version .*"version" is 1, not 2/,
    );
  });
});
