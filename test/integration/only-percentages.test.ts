import assert from 'node:assert/strict';
import { RealStage } from './matrix/real-stage.ts';

/** Blocks of the operator that make memory and disks percentages. */
const own = ['memory', 'df']
  .map((plugin) => `<Plugin ${plugin}>\n  ValuesAbsolute false\n  ValuesPercentage true\n</Plugin>\n`)
  .join('');

/** A file of the operator that collectd reads after our files, or before them, where it loads the plugins itself. */
const places = {
  'after our files': { shippedFiles: undefined, ownFiles: { 'zz-local.conf': own } },
  'in place of our files': {
    shippedFiles: ['dma.conf', 'dma-unixsock.conf'],
    ownFiles: { '00-local.conf': `LoadPlugin memory\nLoadPlugin df\n${own}` },
  },
} as const;

describe('memory and disks as percentages only', () => {
  for (const [place, { shippedFiles, ownFiles }] of Object.entries(places))
    it(`are told with the cure, and by no OKAY before, where the options stand ${place}`, async () => {
      const stage = await RealStage.start({ ...(shippedFiles && { shippedFiles }), ownFiles });
      try {
        const { told, counted } = await stage.until('a notification', (seen) => seen.told.length > 0);
        assert.equal(told.length, 1, told.join('\n'));
        assert.match(
          told[0]!,
          /^FAILURE self localhost self: nothing is predicted: memory of localhost, disk of /,
        );
        assert.match(
          told[0]!,
          /There is memory\/percent-used; set ValuesAbsolute true in <Plugin memory>, or take /,
        );
        assert.deepEqual([counted.get('series'), counted.get('unpredicted')], [0, 2]);
      } finally {
        await stage.stop();
      }
    });
});
