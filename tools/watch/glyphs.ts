/** The characters that bars, sparklines and plots are drawn with. */
export interface Glyphs {
  /** Of a sparkline, the lowest first. */
  readonly levels: readonly string[];
  /** Between a sparkline's past and the forecast. */
  readonly now: string;
  /** Of a bar: the present value, the forecast, the rest. */
  readonly full: string;
  readonly ahead: string;
  readonly empty: string;
  /** Of a plot: samples, the interval, the expected way, the limit. */
  readonly sample: string;
  readonly band: string;
  readonly way: string;
  readonly limit: string;
}

export const unicodeGlyphs: Glyphs = {
  levels: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  now: '│',
  full: '█',
  ahead: '▒',
  empty: '·',
  sample: '●',
  band: '░',
  way: '+',
  limit: '─',
};

export const asciiGlyphs: Glyphs = {
  levels: ['_', '.', '-', '=', '+', '*', '%', '#'],
  now: '|',
  full: '#',
  ahead: '+',
  empty: '.',
  sample: 'o',
  band: ':',
  way: '+',
  limit: '-',
};

/** Chooses by the locale: without UTF-8, a terminal shows anything but ASCII as several characters. */
export function glyphsFor(env: (name: string) => string | undefined): Glyphs {
  const locale = [env('LC_ALL'), env('LC_CTYPE'), env('LANG')].find(
    (value) => value !== undefined && value !== '',
  );
  return /utf-?8/i.test(locale ?? '') && env('TERM') !== 'linux' ? unicodeGlyphs : asciiGlyphs;
}
