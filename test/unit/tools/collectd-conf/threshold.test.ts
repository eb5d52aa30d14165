import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { packageRoot } from '../../../../tools/package-root.ts';
import { confOf } from '../../../support/conf-of.ts';
import { findBounds } from '../../../../tools/collectd-conf/threshold.ts';

const boundsIn = (text: string, name: string) => findBounds(confOf(text), parseIdentifier(name));
const none = { warningMin: undefined, warningMax: undefined, failureMin: undefined, failureMax: undefined };
const loaded = (block: string): string => `LoadPlugin threshold\n<Plugin threshold>\n${block}\n</Plugin>`;

const typeBlock = (max: number): string => `<Type "percent">\nWarningMax ${max}\n</Type>`;

describe('the threshold of a series', () => {
  it('is found in the shipped configuration', () => {
    const text = readFileSync(join(packageRoot, 'conf/collectd.conf.d/dma.conf'), 'utf8');
    const bounds = { ...none, warningMax: 49.5, failureMax: 99.5 };
    assert.deepEqual(boundsIn(text, 'web1/dma-memory/percent-risk'), bounds);
    assert.deepEqual(boundsIn(text, 'web1/dma-disk-root/percent-risk'), bounds);
    for (const name of ['web1/dma-memory/percent-predicted', 'web1/df-root/percent-risk', 'web1/dma/memory'])
      assert.equal(boundsIn(text, name), undefined, name);
  });

  it('is the one of the host, and of an instance', () => {
    const text = loaded(
      `${typeBlock(1)}\n<Host "web1">\n<Plugin "dma">\nInstance "memory"\n${typeBlock(2)}\n</Plugin>\n</Host>\n<Plugin "dma">\n${typeBlock(3)}\n</Plugin>`,
    );
    const max = (name: string) => boundsIn(text, name)?.warningMax;
    assert.equal(max('web1/dma-memory/percent-risk'), 2);
    assert.equal(max('web1/dma-disk/percent-risk'), 3);
    assert.equal(max('web2/dma-memory/percent-risk'), 3);
    assert.equal(max('web2/df-root/percent-risk'), 1);
  });

  it('is unknown where the plugin is not loaded, or no bound is set', () => {
    const block = '<Type "percent">\nInteresting true\n</Type>';
    assert.equal(boundsIn(loaded(block), 'a/dma/percent'), undefined);
    const bounded = block.replace('Interesting true', 'FailureMin 5');
    assert.deepEqual(boundsIn(loaded(bounded), 'a/dma/percent'), { ...none, failureMin: 5 });
    assert.equal(boundsIn(loaded(bounded).replace('LoadPlugin threshold', ''), 'a/dma/percent'), undefined);
  });
});
