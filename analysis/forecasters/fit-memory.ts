import type { Window } from '../window.ts';

/**
 * The same fit, made once for each state of a window.
 *
 * A forecast's path is asked for at many horizons after each sample; only the first has to fit. A window changes by
 * taking a newer sample alone, so window and origin together say whether it is still the same. One window is
 * remembered.
 *
 * @param fit may answer the same object each time, overwritten: nobody else calls it
 */
export function fitOnce<Fit extends object>(fit: (window: Window) => Fit): (window: Window) => Fit {
  let fitted: Fit | undefined;
  let lastWindow: Window | undefined;
  let lastOrigin = Number.NaN;
  return (window) => {
    if (fitted && window === lastWindow && window.origin === lastOrigin) return fitted;
    fitted = fit(window);
    lastWindow = window;
    lastOrigin = window.origin;
    return fitted;
  };
}

/**
 * Room for at least `length` numbers: the given array while it is large enough, else a new one of twice the length.
 *
 * Fits keep their working space in a module's variable and grow it with this, so that nothing is allocated once the
 * largest window has been seen. A fit runs to its end without yielding, so no two use the space at once.
 */
export function grownTo(length: number, scratch: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return scratch.length >= length ? scratch : new Float64Array(2 * length);
}
