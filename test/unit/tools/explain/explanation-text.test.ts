import assert from 'node:assert/strict';
import type { RiskReasons } from '../../../../analysis/risk/risk-reasons.ts';
import type { Prediction } from '../../../../analysis/series-predictor.ts';
import type { Explanation } from '../../../../tools/explain/explanation.ts';
import { explanationJson } from '../../../../tools/explain/explanation-json.ts';
import { explanationText } from '../../../../tools/explain/explanation-text.ts';
import { exampleRelated } from '../../../support/example-context.ts';
import { exampleTime } from '../../../support/example-event.ts';

const gibi = 2 ** 30;

const climb: RiskReasons['climb'] = {
  probability: 0.864,
  survival: 0.864,
  secondsToLimit: 66,
  noiseSeconds: 1,
  riseInChanges: 40,
  ageSeconds: 240,
  pace: (1.9 * gibi) / 60,
  meanPace: (1.9 * gibi) / 60,
  gotThisFar: 3,
  reached: 2,
  ended: false,
  wasCutShort: false,
  isGoingOn: true,
  isStairs: false,
};

const prediction: Prediction = {
  time: exampleTime,
  value: 12.3 * gibi,
  limit: 14.4 * gibi,
  forecast: {
    kind: 'forecast',
    mean: 14.2 * gibi,
    lower: 13.9 * gibi,
    upper: 14.5 * gibi,
    level: 0.8,
    residualStandardError: 1,
    observations: 20,
  },
  risk: { kind: 'risk', percent: 86.4, raised: true, exhausted: false },
  verdict: undefined,
};

interface Parts {
  readonly prediction?: Partial<Prediction>;
  readonly climb?: Partial<RiskReasons['climb']>;
  readonly reasons?: Partial<RiskReasons>;
  readonly changes?: Partial<Explanation['changes']>;
  readonly others?: Partial<Explanation>;
  readonly alertSince?: number | undefined;
}

function explanation(parts: Parts = {}): Explanation {
  return {
    host: 'web1',
    resource: 'memory',
    target: 'memory',
    series: ['web1/memory/memory-used'],
    unit: 'bytes',
    horizonSeconds: 60,
    limitSide: 'upper',
    related: exampleRelated,
    limit: 14.4 * gibi,
    at: exampleTime + 2,
    given: { time: exampleTime, percent: 86 },
    silent: undefined,
    hasDetector: false,
    remarks: [],
    state: {
      prediction: { ...prediction, ...parts.prediction },
      predicted: { value: 14.2 * gibi, lower: 13.9 * gibi, upper: 14.5 * gibi },
      exhaustion: { seconds: 66, earliest: 60, latest: 72 },
      alertSince: 'alertSince' in parts ? parts.alertSince : exampleTime - 41,
      reasons: {
        climb: { ...climb, ...parts.climb },
        isPossible: true,
        evidence: 0.864,
        mean: 0.8,
        horizonsToLimit: 0.5,
        watchedHorizons: 30,
        reachShare: 0.4,
        falseAlerts: 0,
        isHeldBack: false,
        ...parts.reasons,
      },
    },
    changes: { aheadSeconds: 600, stays: 22, endsAt: 11.9 * gibi, ...parts.changes },
    ...parts.others,
  };
}

const quiet: Parts = {
  prediction: { risk: { kind: 'risk', percent: 20, raised: false, exhausted: false } },
  alertSince: undefined,
};

/** The line of one rule. */
function rule(name: string, parts: Parts): string | undefined {
  const line = explanationText(explanation(parts))
    .split('\n')
    .find((text) => text.startsWith(`  ${name} `));
  return line?.slice(2 + 11).trim();
}

function changes(parts: Parts): string[] {
  const lines = explanationText(explanation(parts)).split('\n');
  const end = lines.indexOf('What moved with it:');
  return lines
    .slice(0, end)
    .filter((line) => line.startsWith('  - '))
    .map((line) => line.slice(4));
}

function textWith(related: Explanation['related']): string {
  return explanationText(explanation({ others: { related } }));
}

describe('the text of an explanation', () => {
  it('begins with the risk, the amounts, and what dma predict gave', () => {
    const [head, series, amounts, given] = explanationText(explanation()).split('\n');
    assert.match(head!, /^memory of web1: risk 86 %, alert since \d{4}-/);
    assert.match(series!, /^web1\/memory\/memory-used \(target memory\) at \d{4}-.*, 2 s old$/);
    assert.equal(amounts, 'now 12.3 GiB, limit 14.4 GiB, 60 s ahead');
    assert.match(given!, /^dma predict gave 86 % at \d\d:\d\d:\d\d$/);
  });

  it('says which series moved with it, or that none did', () => {
    assert.match(
      textWith(exampleRelated),
      /\nWhat moved with it:\n {2}- cpu-0\/cpu-user rose 12 s before \(r 0\.91\)\n/,
    );
    assert.match(
      textWith({ ...exampleRelated, series: [], moved: 0 }),
      /\nnothing moved with it \(240 series compared\)\n/,
    );
  });

  it('says why there is no risk', () => {
    const risk = { kind: 'abstention', reason: 'too-few-samples', have: 2, need: 4 } as const;
    const [head] = explanationText(
      explanation({ prediction: { risk, forecast: risk }, alertSince: undefined }),
    ).split('\n');
    assert.equal(head, 'memory of web1: no risk is given: too few samples (2 of 4)');
    assert.equal(rule('forecast', { prediction: { forecast: risk } }), 'none: too few samples (2 of 4)');
  });

  it('says the climb, its precedents, and whether it goes on', () => {
    assert.equal(
      rule('climb', {}),
      '+1.9 GiB/min for 4 min, 66 s from the limit: it goes on to the limit with a probability of 86 %',
    );
    assert.match(
      rule('climb', { climb: { isGoingOn: false } })!,
      /66 s from the limit; it pauses: it goes on/,
    );
    assert.equal(rule('precedents', {}), '2 of 3 earlier climbs that came this far reached the limit');
    assert.match(
      rule('precedents', { climb: { wasCutShort: true } })!,
      /; the climb before it was ended from outside, /,
    );
  });

  it('says which rule takes the climb away', () => {
    assert.match(rule('slopes', {})!, /do not speak against it$/);
    assert.match(
      rule('slopes', { climb: { probability: 0 } })!,
      /came to nothing: the climb does not count$/,
    );
    assert.match(rule('interval', {})!, /the climb counts$/);
    assert.match(rule('interval', { reasons: { isPossible: false } })!, /the climb does not count$/);
    const far = { climb: { survival: 0, probability: 0, secondsToLimit: 400 } };
    assert.match(rule('climb', far)!, /too far away, or it has stalled: it is looked at from 2 min on$/);
    assert.deepEqual(
      [rule('precedents', far), rule('slopes', far), rule('interval', far)],
      Array(3).fill(undefined),
    );
    assert.equal(rule('climb', { climb: { secondsToLimit: Infinity } }), 'no climb leads to the limit');
  });

  it('says that a fall leads to a lower limit', () => {
    const lower: Parts = { others: { limitSide: 'lower' } };
    assert.match(rule('climb', lower)!, /^-1\.9 GiB\/min for 4 min/);
    assert.equal(
      rule('climb', { ...lower, climb: { secondsToLimit: Infinity } }),
      'no fall leads to the limit',
    );
  });

  it('says the verdict of a detector', () => {
    const others = { hasDetector: true };
    const verdict = { kind: 'verdict', abnormal: true, margin: 1.84 } as const;
    assert.equal(rule('detector', { others, prediction: { verdict } }), 'abnormal (margin 1.8)');
    const none = { kind: 'abstention', reason: 'not-finite' } as const;
    assert.match(rule('detector', { others, prediction: { verdict: none } })!, /^none: /);
    assert.equal(rule('detector', {}), undefined);
  });

  it('says how many alerts came to nothing, and that one is held back', () => {
    assert.equal(rule('own alerts', {}), 'no earlier alert in the last 60 min came to nothing');
    assert.match(rule('own alerts', { ...quiet, reasons: { falseAlerts: 1 } })!, /^one earlier alert /);
    const held = rule('own alerts', { ...quiet, reasons: { falseAlerts: 3, isHeldBack: true } })!;
    assert.match(
      held,
      /^3 earlier alerts .* came to nothing, and this one would say nothing new: it is held back$/,
    );
  });

  it('says that an alert asks for a likely crossing, where it is too far away', () => {
    const far = { horizonsToLimit: 2 };
    const likely = / an alert needs 70 % and 53 %, and a crossing to be as likely as not \(\d\d % now\)$/;
    assert.match(rule('evidence', { reasons: far })!, likely);
    for (const parts of [{}, { reasons: far, climb: { isStairs: true } }])
      assert.match(rule('evidence', parts)!, / an alert needs 70 % and 53 %$/);
  });

  it('says that an alert asks for a likelier crossing after one that came to nothing', () => {
    const after = { horizonsToLimit: 2, falseAlerts: 1 };
    const asked = / an alert needs 70 % and 53 %, and a crossing to be as likely as 75 % \(\d\d % now\)$/;
    assert.match(rule('evidence', { reasons: after })!, asked);
  });

  it('says that an alert asks for a higher climb, in a series that is hardly known', () => {
    assert.match(
      rule('evidence', { climb: { riseInChanges: 9 }, reasons: { watchedHorizons: 4 } })!,
      / an alert needs 70 % and 53 %, and in its first 5 min a rise of 10 usual changes$/,
    );
    const likely = { horizonsToLimit: 0.2, watchedHorizons: 4 };
    for (const parts of [{ climb: { riseInChanges: 10 } }, { reasons: { ...likely, watchedHorizons: 5 } }]) {
      const given = { climb: { riseInChanges: 9 }, reasons: likely, ...parts };
      assert.match(rule('evidence', given)!, / an alert needs 70 % and 53 %$/);
    }
  });

  it('says what the probability is made of, and that the alert bounds what is shown', () => {
    assert.equal(
      rule('risk', {}),
      'with this evidence, the limit 30 s away, after 30 min, and 40 % of its forecasts wrong by as much: 31 %; at least 50 % by the alert',
    );
    const sure = { evidence: 1, mean: 1, horizonsToLimit: 0.1, watchedHorizons: 2, reachShare: 0.9 };
    assert.match(rule('risk', { reasons: sure })!, / after 2 min, .* 9\d %$/);
    assert.match(rule('risk', { ...quiet, reasons: sure })!, / 9\d %; less than 50 % by the alert$/);
    assert.equal(
      rule('risk', { ...quiet, reasons: { evidence: 0, mean: 0 } }),
      'nothing speaks for the limit: 0 %',
    );
  });

  it('says only the forecast and the latch once the limit has been crossed', () => {
    const beyond: Parts = {
      prediction: { risk: { kind: 'risk', percent: 100, raised: true, exhausted: true } },
    };
    assert.match(rule('latch', beyond)!, /100 % until the value has come back$/);
    assert.deepEqual([rule('climb', beyond), rule('evidence', beyond)], [undefined, undefined]);
  });

  it('says what ends an alert', () => {
    const goesOn = { ratePerSecond: (1.9 * gibi) / 60, limitSeconds: 66, alertSeconds: undefined };
    assert.deepEqual(changes({ changes: { goesOn } }), [
      'if it stays at 12.3 GiB, the alert ends after 22 s',
      'if it goes on at +1.9 GiB/min, the limit is reached after 66 s',
      'the alert ends within 60 s if it goes to 11.9 GiB or lower, and stays there',
    ]);
    assert.deepEqual(changes({ changes: { stays: undefined, endsAt: undefined } }), [
      'if it stays at 12.3 GiB, the alert goes on for 10 min at least',
      'no other value ends the alert within 60 s',
    ]);
    assert.equal(changes({ changes: { endsAt: 12.3 * gibi } }).length, 1, 'staying is enough');
  });

  it('says what raises an alert', () => {
    const goesOn = { ratePerSecond: gibi / 60, limitSeconds: 126, alertSeconds: 40 };
    const none = { stays: undefined, endsAt: undefined };
    assert.deepEqual(changes({ ...quiet, changes: { ...none, goesOn, leastRate: gibi / 60 } }), [
      'if it stays at 12.3 GiB, no alert comes in the next 10 min',
      'if it goes on at +1.0 GiB/min, the limit is reached after 2 min, and an alert comes after 40 s, 86 s before',
      'an alert comes within 60 s if it climbs steadily by +1.0 GiB/min or more',
    ]);
    const silent = { ...goesOn, alertSeconds: undefined };
    assert.deepEqual(
      changes({ ...quiet, changes: { ...none, goesOn: silent, leastRate: Infinity } }).slice(1),
      [
        'if it goes on at +1.0 GiB/min, the limit is reached after 2 min, and no alert comes in the next 2 min',
        'however fast it climbs steadily from now on, no alert comes within 60 s',
      ],
    );
  });

  it('says when dma predict gave nothing, and what was left out', () => {
    const text = explanationText(explanation({ others: { given: undefined, remarks: ['one is left out'] } }));
    assert.match(text, /^dma predict gave no risk in the 60 s before; dma check says why$/m);
    assert.match(text, /\n\none is left out\n$/);
  });

  it('is JSON without infinity', () => {
    const parts: Parts = {
      ...quiet,
      climb: { secondsToLimit: Infinity },
      reasons: { horizonsToLimit: Infinity },
      changes: { leastRate: Infinity },
    };
    const shown = JSON.parse(explanationJson(explanation(parts))) as {
      reasons: Record<string, unknown> & { climb: Record<string, unknown> };
      changes: Record<string, unknown>;
      given: Record<string, unknown>;
    };
    assert.equal('secondsToLimit' in shown.reasons.climb, false);
    assert.equal('horizonsToLimit' in shown.reasons, false);
    assert.deepEqual([shown.reasons['mean'], shown.reasons['isPossible']], [0.8, true]);
    assert.equal(shown.changes['leastRate'], null);
    assert.equal(shown.given['percent'], 86);
  });
});
