import assert from 'node:assert/strict';
import { bar, binned, shareOfLimit, sparkline } from '../../../../tools/watch/drawings.ts';
import { asciiGlyphs, glyphsFor, unicodeGlyphs } from '../../../../tools/watch/glyphs.ts';

const climbing = Array.from({ length: 60 }, (_, time) => ({ time, value: time }));

const glyphs = (env: Record<string, string>) => glyphsFor((name) => env[name]);

describe('the drawings of dma watch', () => {
  it('are a bar of now and of the forecast', () => {
    assert.equal(bar(0.5, 0.75, 8, asciiGlyphs), '####++..');
    assert.equal(bar(0.5, 0.2, 8, asciiGlyphs), '####....');
    assert.equal(bar(2, undefined, 4, asciiGlyphs), '####');
    assert.equal(bar(undefined, 1, 4, asciiGlyphs), '?   ');
  });

  it('measure the way to a lower limit as well', () => {
    assert.equal(shareOfLimit(7, 10, 'upper'), 0.7);
    assert.equal(shareOfLimit(20, 10, 'lower'), 0.5);
    assert.equal(shareOfLimit(-1, 10, 'lower'), 1);
    assert.equal(shareOfLimit(0, 0, 'upper'), undefined);
    assert.equal(shareOfLimit(1, undefined, 'upper'), undefined);
  });

  it('are a sparkline of the past and the way to the forecast', () => {
    const sparked = { samples: climbing, from: 0, to: 60, forecast: 80, limit: 100 };
    assert.equal(sparkline(sparked, 10, asciiGlyphs), '__.-=+*|%#');
    assert.equal(sparkline({ ...sparked, forecast: undefined }, 10, asciiGlyphs), '_.-+*%#|  ');
    assert.equal(sparkline({ ...sparked, samples: [] }, 10, asciiGlyphs), '       |  ');
    const flat = climbing.map(({ time }) => ({ time, value: 50 + 0.1 * (time % 2) }));
    assert.equal(sparkline({ ...sparked, samples: flat, forecast: 50 }, 10, asciiGlyphs), '_______|__');
  });

  it('have no gaps where samples are rarer than the cells, and gaps where some are missing', () => {
    const rare = [0, 20, 40].map((time) => ({ time, value: time }));
    assert.deepEqual(binned(rare, 0, 60, 6), [0, 0, 20, 20, 40, 40]);
    const holey = climbing.filter(({ time }) => time < 10 || time >= 40);
    assert.deepEqual(binned(holey, 0, 60, 6), [4.5, undefined, undefined, undefined, 44.5, 54.5]);
  });

  it('are of ASCII where the locale is not UTF-8', () => {
    assert.equal(glyphs({ LANG: 'C.UTF-8' }), unicodeGlyphs);
    assert.equal(glyphs({ LANG: 'de_DE.utf8', LC_ALL: '' }), unicodeGlyphs);
    for (const env of [{}, { LANG: 'C.UTF-8', LC_ALL: 'C' }, { LANG: 'C.UTF-8', TERM: 'linux' }])
      assert.equal(glyphs(env), asciiGlyphs);
  });
});
