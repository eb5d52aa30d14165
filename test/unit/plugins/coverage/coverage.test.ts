import assert from 'node:assert/strict';
import type { Absence } from '../../../../plugins/coverage/absence.ts';
import {
  coverageOf,
  type SeriesStanding,
  type TargetEvidence,
} from '../../../../plugins/coverage/coverage.ts';
import { reasonRules, type Reason, type ReasonKind } from '../../../../plugins/coverage/reason.ts';
import { memoryTarget } from '../../../support/memory-target.ts';

function reason(kind: ReasonKind): Reason {
  return { kind, cause: 'a cause', cure: 'a cure' };
}

function standing(host: string, kind?: ReasonKind): SeriesStanding {
  return { host, name: `${host}/memory/memory-used`, reason: kind && reason(kind) };
}

function absence(host: string, kind: ReasonKind, isWeak = false): Absence {
  return { host, reason: reason(kind), witness: `${host}/memory/x`, isWeak };
}

function evidence(
  series: readonly SeriesStanding[],
  absences: readonly Absence[] = [],
  options = '',
): TargetEvidence {
  return { target: 'memory', config: memoryTarget(options), series, absences };
}

/** Everything that should be predicted and is not, and the blind targets. */
function verdict(...all: readonly TargetEvidence[]): readonly string[] {
  const { wanted, blind } = coverageOf(all);
  return [
    ...wanted.map(({ host = '*', reason: { kind } }) => `${host} ${kind}`),
    ...blind.map((target) => `blind: ${target}`),
  ];
}

describe('the coverage', () => {
  it('counts the series that are predicted, and wants nothing more where all are', () => {
    const { predicted, targets } = coverageOf([evidence([standing('web1'), standing('web2')])]);
    assert.deepEqual([predicted, targets[0]!.predicted, targets[0]!.unpredicted], [2, 2, []]);
    assert.deepEqual(verdict(evidence([standing('web1')])), []);
  });

  it('does not count what is not predicted, and takes a target for blind only where all of it is wanted', () => {
    const { predicted, targets } = coverageOf([evidence([standing('web1'), standing('web2', 'capacity')])]);
    assert.deepEqual([predicted, targets[0]!.predicted], [1, 1]);
    const young = [standing('web1', 'capacity'), standing('web2', 'waiting')];
    assert.deepEqual(verdict(evidence(young)), ['web1 capacity']);
  });

  it('names each series and each host that should be predicted, and is not', () => {
    assert.deepEqual(
      verdict(
        evidence(
          [standing('web1'), standing('web2', 'capacity')],
          [absence('web3', 'only-percentages'), absence('web4', 'no-plugin')],
        ),
      ),
      ['web2 capacity', 'web3 only-percentages', 'web4 no-plugin'],
    );
  });

  it('finds a target blind that has something to predict, and predicts nothing', () => {
    assert.deepEqual(verdict(evidence([], [absence('web1', 'only-percentages')])), [
      'web1 only-percentages',
      'blind: memory',
    ]);
    assert.deepEqual(verdict(evidence([])), ['* no-series', 'blind: memory']);
  });

  it('says of a target without any series which plugin to load, or what other hosts have', () => {
    const { wanted } = coverageOf([evidence([])]);
    assert.deepEqual(wanted[0]!.reason, {
      kind: 'no-series',
      cause: 'there is no series like */memory/memory-used',
      cure: 'let collectd load the memory plugin there',
    });
    assert.deepEqual(verdict(evidence([], [absence('web1', 'other-names', true)])), [
      '* other-names',
      'blind: memory',
    ]);
  });

  it('does not want what other hosts may lack on purpose', () => {
    assert.deepEqual(verdict(evidence([standing('web1')], [absence('web2', 'other-names', true)])), []);
  });

  it('leaves to others what is silent, and waits for what is new', () => {
    assert.deepEqual(verdict(evidence([standing('web1', 'silent'), standing('web2', 'waiting')])), []);
  });

  it('wants of an optional target only what shows that the resource is there', () => {
    const optional = (kind: ReasonKind): readonly string[] =>
      verdict(evidence([standing('web1', kind)], [], 'optional: true'));
    for (const kind of Object.keys(reasonRules) as ReasonKind[])
      assert.deepEqual(optional(kind), reasonRules[kind].concernsOptional ? [`web1 ${kind}`] : [], kind);
    assert.deepEqual(verdict(evidence([], [], 'optional: true')), []);
    assert.ok(reasonRules['only-percentages'].concernsOptional);
    assert.ok(!reasonRules['nothing-there'].concernsOptional, 'a machine without swap');
  });
});
