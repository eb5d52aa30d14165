import {
  startPrivateStack,
  type PrivateStack,
  type PrivateStackOptions,
} from '../../tools/stack/private-stack.ts';

/** The limit of the series, whose capacity is 1000. */
export const leakLimit = 900;
export const leakSeries = 'web1/leak/gauge-tank';

/**
 * Starts a stack that predicts only {@link leakSeries}, five seconds ahead and ten times a second. Its collectd
 * restarts programs that have ended every half second.
 */
export function startLeakingStack({
  configure,
  exchanges = [],
  ...more
}: PrivateStackOptions = {}): Promise<PrivateStack> {
  return startPrivateStack({
    ...more,
    exchanges: [['LoadPlugin exec\n', '<LoadPlugin exec>\n  Interval 0.5\n</LoadPlugin>\n'], ...exchanges],
    configure: (config) => {
      const leak = { series: '*/leak/gauge-tank', capacity: 1000, limit: leakLimit, horizonSeconds: 5 };
      config.setIn(['targets'], config.createNode({ leak }));
      config.setIn(['roundSeconds'], 0.1);
      configure?.(config);
    },
  });
}
