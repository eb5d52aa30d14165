import {
  startPrivateStack,
  type PrivateStack,
  type PrivateStackOptions,
} from '../../tools/stack/private-stack.ts';

/** Of the series, which has 1000 in all. */
export const leakLimit = 900;
export const leakSeries = 'web1/leak/gauge-tank';

/**
 * A stack that predicts nothing but {@link leakSeries}, five seconds ahead and ten times a second, and in which collectd
 * soon starts again what has ended.
 */
export function startLeakingStack({ configure, ...more }: PrivateStackOptions = {}): Promise<PrivateStack> {
  return startPrivateStack({
    ...more,
    exchanges: [['LoadPlugin exec\n', '<LoadPlugin exec>\n  Interval 0.5\n</LoadPlugin>\n']],
    configure: (config) => {
      const leak = { series: '*/leak/gauge-tank', capacity: 1000, limit: leakLimit, horizonSeconds: 5 };
      config.setIn(['targets'], config.createNode({ leak }));
      config.setIn(['roundSeconds'], 0.1);
      configure?.(config);
    },
  });
}
