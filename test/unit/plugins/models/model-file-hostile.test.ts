import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ModelError } from '../../../../analysis/detector.ts';
import { parseLibsvm } from '../../../../analysis/detectors/libsvm-text.ts';
import { checkedSvmModel } from '../../../../analysis/detectors/svm-model.ts';
import { svm } from '../../../../analysis/detectors/svm.ts';
import { isNestedDeeper } from '../../../../plugins/models/json-nesting.ts';
import { loadDetector, writeModel } from '../../../../plugins/models/model-file.ts';
import { svmDetectorModels } from '../../../support/detector-models.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const sound = svmDetectorModels.sound['rbf'] as Record<string, unknown>;

/** The one line in which it is refused. */
function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ModelError, (error as Error).stack);
    assert.ok(!/[\n\r]/.test(error.message) && error.message.length < 600, error.message);
    return error.message;
  }
  return assert.fail('nothing was refused');
}

describe('a hostile model file', function () {
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch(), name);

  const deep = '['.repeat(1_000_000);
  const texts: Record<string, [string, RegExp]> = {
    'lists without end': [deep, /: is nested more than 100 levels deep; it cannot be a model$/],
    'lists that are closed': [
      `{"a": ${deep}${']'.repeat(1_000_000)}, "checksum": "x"}`,
      /: is nested more than 100 levels deep/,
    ],
    'objects in objects': ['{"a":'.repeat(100_000), /: is nested more than 100 levels deep/],
    'brackets in a text alone': [`{"a": "${deep}\\"${deep}"}`, /: .* has no "checksum"$/],
    'nothing but a prototype': ['{"__proto__": {"checksum": "x"}}', /: .* has no "checksum"$/],
    'a prototype beside the rest': [
      '{"__proto__": {"a": 1}, "checksum": "x"}',
      /: its "checksum" does not fit/,
    ],
    'numbers beyond all': ['{"a": 1e999, "checksum": "x"}', /: its "checksum" does not fit/],
  };
  for (const [name, [text, message]] of Object.entries(texts)) {
    it(`is refused in one line when it holds ${name}`, () => {
      writeFileSync(at('model.json'), text);
      assert.match(
        refusalOf(() => loadDetector('svm', at('model.json'))),
        message,
      );
    });
  }

  it('is refused unread when it is a pipe, has no end, or is a gigabyte of nothing', () => {
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('/dev/zero', at('zeros'));
    writeFileSync(at('sparse'), '');
    truncateSync(at('sparse'), 2 ** 30);
    for (const [name, rule] of [
      ['pipe', 'is not a regular file; it cannot be a model'],
      ['zeros', 'is not a regular file; it cannot be a model'],
      ['sparse', 'is longer than 16 MiB; it cannot be a model'],
    ] as const)
      assert.equal(
        refusalOf(() => loadDetector('svm', at(name))),
        `${at(name)}: ${rule}`,
      );
  });

  it('counts the brackets that are open, and none in texts', () => {
    assert.ok(!isNestedDeeper('[[1], {"a": [2]}, "[[[[", "\\"[[["]', 3));
    assert.ok(isNestedDeeper('[[1], {"a": [2]}]', 2));
    assert.ok(!isNestedDeeper('[{}, {}, {"a": [1]}, {}]', 3));
    fc.assert(fc.property(fc.json(), (text) => !isNestedDeeper(text, 100)));
  });

  it('is a detector that judges or abstains, or is refused in one line, whatever stands in it', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.double(),
      fc.constantFrom<unknown>([], {}, -1, 0, 1e308, 5e-324, 'x', null, '__proto__', [[1]], [1e308]),
    );
    const { machine, ...others } = sound as { machine: Record<string, unknown> };
    let loaded = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(others)),
        fc.constantFrom(...Object.keys(machine)),
        fc.option(odd),
        fc.option(odd),
        fc.array(fc.double(), { minLength: 40, maxLength: 40 }),
        (member, inner, first, second, features) => {
          const model = {
            ...others,
            ...(first === null ? {} : { [member]: first }),
            machine: { ...machine, ...(second === null ? {} : { [inner]: second }) },
          };
          writeModel(at('model.json'), model);
          try {
            const verdict = loadDetector('svm', at('model.json')).judge(Float64Array.from(features));
            loaded++;
            if (verdict.kind === 'verdict') assert.ok(Number.isFinite(verdict.margin));
          } catch (error) {
            assert.ok(error instanceof ModelError, (error as Error).stack);
            assert.ok(!error.message.includes('\n'), error.message);
          }
        },
      ),
      { numRuns: 200 },
    );
    assert.ok(loaded > 0);
    assert.throws(
      () => checkedSvmModel({ ...sound, machine: { ...machine, vectors: { length: 1e9 } } }),
      ModelError,
    );
    assert.ok(svm.load(sound));
  });

  it('of libsvm is refused in one line when what it declares is not there', () => {
    const head = 'svm_type c_svc\nkernel_type rbf\ngamma 0.5\nnr_class 2\nrho 0\nlabel 1 -1\n';
    const wrong: [string, RegExp][] = [
      [`${head}total_sv 1000000000\nSV\n1 1:1\n`, /"total_sv 1000000000", but 1 lines follow "SV"/],
      [`${head}total_sv 1e999\nSV\n1 1:1\n`, /"total_sv 1e999" should have a finite number/],
      [`${head}total_sv 1\nnr_sv -1e9 2\nSV\n1 1:1\n`, /"nr_sv -1e9 2" does not add up/],
      [`${head}total_sv 1\nSV\n1 1:1e999\n`, /"1e999" should be a finite number/],
      [`${head}total_sv 1\nSV\n1 99999999999999:1\n`, /should be a feature's number, 1 to 3/],
      [`${head}total_sv 1\nSV\n${'9'.repeat(100_000)} 1:1\n`, /should be a finite number/],
      [`${head}total_sv 1\nSV\n1 ${'x'.repeat(100_000)}\n`, /should be a feature's number/],
      [`svm_type ${'x'.repeat(100_000)}\nSV\n`, /supported are/],
      [`${head.replace('1 -1', 'z'.repeat(100_000))}total_sv 1\nSV\n1 1:1\n`, /the labels should be/],
    ];
    for (const [text, message] of wrong)
      assert.match(
        refusalOf(() => parseLibsvm(text, 3)),
        message,
      );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat(head.length), (noise, place) => {
        const text = `${head}total_sv 1\nSV\n1 1:1 3:2\n`;
        try {
          const { vectors } = parseLibsvm(text.slice(0, place) + noise + text.slice(place), 3);
          assert.ok(vectors.flat().every(Number.isFinite));
        } catch (error) {
          assert.ok(error instanceof ModelError, (error as Error).stack);
          assert.ok(error.message.length < 600, error.message);
        }
      }),
    );
  });
});
