import assert from 'node:assert/strict';
import { parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { confOf } from '../../../support/conf-of.ts';
import { wayThroughChains } from '../../../../tools/collectd-conf/filter-chain.ts';

const risk = parseIdentifier('web1/dma-memory/percent-risk');

function way(text: string, writer = 'threshold') {
  const conf = confOf(text);
  const { reaches, obstacle } = wayThroughChains(conf, risk, writer);
  return obstacle ? `${reaches} ${obstacle.line}` : reaches;
}

const chain = (...lines: readonly string[]): string =>
  ['<Chain "PostCache">', ...lines, '</Chain>'].join('\n');
const rule = (match: string, target: string): string => `<Rule "r">\n${match}\n${target}\n</Rule>`;
const regex = (...lines: readonly string[]): string => `<Match "regex">\n${lines.join('\n')}\n</Match>`;
const toRedis = '<Target "write">\nPlugin "write_redis/dma"\n</Target>';

const stoppedBy = (match: string): string => way(chain(rule(match, 'Target "stop"'), 'Target "write"'));
const otherChain = (...lines: readonly string[]): string =>
  `<Chain "other">\n${lines.join('\n')}\n</Chain>\n`;
const preCache = (...lines: readonly string[]): string =>
  `<Chain "PreCache">\n${lines.join('\n')}\n</Chain>\n${chain(rule(regex('Host "^web1$"'), 'Target "stop"'), 'Target "write"')}`;

describe('a value in the filter chains of collectd', () => {
  it('reaches every writer without a chain, and by a write target without names', () => {
    for (const text of [
      '',
      'PostCacheChain "other"',
      chain('Target "write"'),
      chain('<Target "write">', '</Target>'),
    ])
      assert.equal(way(text), 'yes', text);
  });

  it('reaches the writers that a write target names, and no other', () => {
    assert.equal(way(chain(toRedis)), 'no 2');
    assert.equal(way(chain(toRedis), 'write_redis/dma'), 'yes');
    assert.equal(way(chain('<Target "write">', 'Plugin "rrdtool" "Threshold"', '</Target>')), 'yes');
    assert.equal(way(chain(toRedis, '<Target "write">', 'Plugin "threshold"', '</Target>')), 'yes');
  });

  it('reaches nobody by a chain that writes nothing', () => {
    assert.equal(way(chain()), 'no 1');
    assert.equal(way(chain('Target "stop"', 'Target "write"')), 'no 2');
  });

  it('goes by another name of the chain', () => {
    assert.equal(way(`PostCacheChain "mine"\n${chain(toRedis).replace('PostCache', 'Mine')}`), 'no 3');
  });

  it('is stopped by the rules that match it, and by no other', () => {
    assert.equal(stoppedBy(regex('Plugin "^df$"')), 'yes');
    assert.match(stoppedBy(regex('Plugin "^dma$"')), /^no /);
    assert.equal(stoppedBy(regex('Plugin "^dma$"', 'Type "^gauge$"')), 'yes');
    assert.match(stoppedBy(regex('Plugin "^df$"', 'Invert true')), /^no /);
    assert.match(stoppedBy(''), /^no /);
    assert.match(stoppedBy(regex('PluginInstance "memory"', 'TypeInstance "^risk$"', 'Host "web"')), /^no /);
  });

  it('may be stopped by what depends on its value, or is no expression that we can read', () => {
    for (const match of [
      '<Match "value">\nMin 10\n</Match>',
      regex('Plugin "[[:alpha:]("'),
      regex('MetaData "a" "b"'),
    ])
      assert.equal(way(chain(rule(match, 'Target "stop"'), 'Target "write"')), 'maybe', match);
  });

  it('goes through the chain that is jumped to, and comes back unless it was stopped', () => {
    const jump = '<Target "jump">\nChain "other"\n</Target>';
    assert.equal(way(otherChain('Target "return"', 'Target "stop"') + chain(jump, 'Target "write"')), 'yes');
    assert.equal(way(otherChain('Target "stop"') + chain(jump, 'Target "write"')), 'no 2');
    assert.equal(way(otherChain('Target "write"') + chain(jump)), 'yes');
    assert.match(way(chain('<Target "jump">', 'Chain "PostCache"', '</Target>')), /^no /);
  });

  it('is stopped before the cache as well, and may be renamed there', () => {
    assert.equal(way(preCache('Target "stop"')), 'no 2');
    assert.match(way(preCache('Target "return"')), /^no /);
    assert.equal(way(preCache('<Target "replace">', 'Host "1" ""', '</Target>')), 'maybe');
  });
});
