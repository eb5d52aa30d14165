import { notApplicable } from './condition.ts';
import type { RealCondition } from './real-stage.ts';

/** Thresholds by type alone, which all values of dma meet, too. */
const byType = `<Plugin threshold>
  <Type "percent">
    WarningMax 70
    FailureMax 95
  </Type>
  <Type "gauge">
    WarningMax 0
  </Type>
  <Type "duration">
    WarningMax 0
  </Type>
</Plugin>
`;

const shippedFiles = ['dma.conf', 'dma-memory.conf', 'dma-unixsock.conf'];
const counted = { series: 1 };
const predicted = { 'localhost memory': 'calm' } as const;

/** H: thresholds that the operator has set for other values. */
export const thresholds: readonly RealCondition[] = [
  {
    name: 'by type alone, with the shipped notifiers',
    stack: () => ({ shippedFiles, collectdConf: byType }),
    happen: async (stage) => {
      await stage.untilPredicted('localhost memory');
      return async () => undefined;
    },
    told: 'quiet',
    check: 'ok',
    counted,
    predicted,
    afterwards: notApplicable('a threshold has no end'),
  },
  {
    name: 'by type alone, where all of collectd is forwarded',
    stack: () => ({
      shippedFiles,
      collectdConf: byType,
      configure: (config) => config.set('forward', 'all'),
    }),
    happen: async (stage) => {
      await stage.untilPredicted('localhost memory');
      await stage.until('a threshold of theirs', ({ told }) => told.some((line) => line.includes(' other ')));
      return async () => undefined;
    },
    told: [/^(WARNING|FAILURE) other localhost /],
    check: 'ok',
    counted,
    predicted,
    afterwards: notApplicable('a threshold has no end'),
  },
  {
    name: 'on the predicted value, on purpose',
    stack: () => ({
      shippedFiles,
      collectdConf:
        '<Plugin threshold>\n<Plugin "dma">\n<Type "memory">\nWarningMax 1\n</Type>\n</Plugin>\n</Plugin>\n',
    }),
    happen: async (stage) => {
      await stage.untilPredicted('localhost memory');
      return async () => undefined;
    },
    told: [/^WARNING exhaustion localhost memory: .* plugin dma type memory/],
    check: 'ok',
    counted,
    predicted,
    afterwards: notApplicable('a threshold has no end'),
  },
];
