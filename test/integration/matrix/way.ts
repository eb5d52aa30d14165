import assert from 'node:assert/strict';
import { notApplicable } from './condition.ts';
import type { RealCondition } from './real-stage.ts';

const shippedFiles = ['dma.conf', 'dma-memory.conf', 'dma-unixsock.conf'];
const nobody = notApplicable('nothing of dma can tell it: that is the condition');
const chain =
  '<Chain "PostCache">\n  <Target "write">\n    Plugin "write_redis/dma"\n  </Target>\n</Chain>\n';

/** C: the way from collectd to the notification, as dma check sees it. */
export const way: readonly RealCondition[] = [
  {
    name: 'a collectd that has just been started',
    stack: () => ({ shippedFiles }),
    happen: async (stage) => {
      for (;;) {
        const lines = await stage.check();
        for (const line of lines) assert.doesNotMatch(line, /^MISSING/);
        if ((await stage.look()).counted.has('series')) break;
      }
      return async () => undefined;
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 1 },
    predicted: { 'localhost memory': 'calm' },
    afterwards: notApplicable('it goes on'),
  },
  {
    name: 'a program that exec cannot start',
    stack: () => ({ shippedFiles, exchanges: [['"dma" "predict"', '"no-such-dma" "predict"']] }),
    happen: async (stage) => {
      await stage.untilChecked('the program', /^MISSING +predictions/);
      return async () => undefined;
    },
    told: nobody,
    check: [
      /^MISSING +program dma predict: cannot be started: there is no no-such-dma in collectd's PATH/,
      /^MISSING +predictions: of localhost\/memory\/memory-used do not come back/,
    ],
    counted: nobody,
    predicted: { 'localhost memory': 'no' },
    afterwards: notApplicable('collectd.conf stays wrong'),
  },
  {
    name: 'a filter chain that passes the threshold plugin by, and a limit that is reached',
    stack: () => ({
      shippedFiles,
      ownFiles: { 'chain.conf': chain },
      configure: (config) => config.setIn(['targets', 'memory', 'limit'], '1%'),
    }),
    happen: async (stage) => {
      await stage.until('a risk', ({ predicted }) => predicted.get('localhost memory') === 'raised');
      return async () => undefined;
    },
    told: nobody,
    check: [/^MISSING +filter chain: .*chain\.conf:2 names its plugins, and threshold is not among them/],
    counted: notApplicable('dma predict itself is well'),
    predicted: { 'localhost memory': 'raised' },
    afterwards: notApplicable('collectd.conf stays wrong'),
  },
  {
    name: 'a TypesDB that lacks the types that are given back',
    stack: () => ({
      shippedFiles,
      collectdConf: 'TypesDB "$DIRECTORY/types.db"\n',
      files: { 'types.db': 'memory value:GAUGE:0:281474976710656\n' },
    }),
    happen: async (stage) => {
      await stage.untilChecked('the types', /^MISSING +types/);
      return async () => undefined;
    },
    told: nobody,
    check: [
      /^MISSING +types: collectd does not know .*percent, duration, gauge/,
      /^(MISSING|wait) +predictions/,
    ],
    counted: nobody,
    predicted: { 'localhost memory': 'no' },
    afterwards: notApplicable('collectd.conf stays wrong'),
  },
];
