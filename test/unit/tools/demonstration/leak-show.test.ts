import assert from 'node:assert/strict';
import { bulkResult, growthResult } from '../../../../tools/demonstration/leak-show.ts';
import { OtherPrograms } from '../../../../tools/demonstration/other-programs.ts';

const mebi = 2 ** 20;
const disturbed = 'the other programs of this machine took up to 900 MiB more meanwhile';

describe('the result of the demonstration', function () {
  it('is the lead where there is one, and never a negative lead', function () {
    assert.equal(
      growthResult(1000, 1023.04, undefined),
      'The alert came 23.0 s before the limit was reached.',
    );
    for (const crossedAt of [912, 1000]) {
      assert.equal(
        growthResult(1000, crossedAt, disturbed),
        `The alert came no sooner than the limit was reached: ${disturbed}. Try again when the machine does less.`,
      );
    }
  });

  it('says who made a lead short', function () {
    const short = 'The alert came 1.0 s before the limit was reached';
    assert.equal(growthResult(1000, 1001, undefined), `${short}.`);
    assert.equal(
      growthResult(1000, 1001, disturbed),
      `${short}: ${disturbed}. Try again when the machine does less.`,
    );
    assert.match(growthResult(1000, 1011, disturbed), /11\.0 s before the limit was reached\.$/);
  });

  it('says what is missing, and who disturbed it', function () {
    assert.match(
      growthResult(undefined, undefined, undefined),
      /^The limit was not reached, and nothing was/,
    );
    assert.match(growthResult(undefined, 1000, undefined), /^The limit was reached, and no alert came/);
    assert.match(
      growthResult(1000, undefined, disturbed),
      /limit was not reached: the other programs .*took/,
    );
    assert.equal(bulkResult(false, disturbed), 'Nothing was notified.');
    assert.match(bulkResult(true, undefined), /should not have been\.$/);
    assert.match(bulkResult(true, disturbed), /^It was notified: the other programs .* took up to 900 MiB/);
  });
});

describe('other programs', function () {
  it('disturb when they take or give back a tenth of the room, apart from what is our own', function () {
    const others = new OtherPrograms();
    others.see(1000 * mebi, 0);
    others.see(2000 * mebi, 990 * mebi);
    assert.equal(others.describe(1000 * mebi), undefined);
    assert.equal(others.unrestBytes, 10 * mebi);
    others.see(2200 * mebi, 1000 * mebi);
    assert.equal(
      others.describe(1000 * mebi),
      'the other programs of this machine took up to 200 MiB more meanwhile',
    );
    others.see(1850 * mebi, 1000 * mebi);
    assert.match(others.describe(1000 * mebi)!, /took up to 200 MiB more and gave back up to 150 MiB mean/);
    others.begin();
    others.see(1850 * mebi, 1000 * mebi);
    assert.equal(others.describe(1000 * mebi), undefined);
  });

  it('have taken nothing when our own process has ended and the kernel still counts its memory', function () {
    const others = new OtherPrograms();
    others.see(2000 * mebi, 1000 * mebi);
    others.see(2000 * mebi, 0);
    others.see(1000 * mebi, 0);
    assert.equal(others.unrestBytes, 0);
  });

  it('are unknown before anything was seen', function () {
    const others = new OtherPrograms();
    assert.equal(others.describe(1000 * mebi), undefined);
    assert.equal(others.unrestBytes, 0);
  });
});
