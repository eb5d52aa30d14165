import type { Window } from '../window.ts';

/**
 * The same fit, made once for each state of a window.
 *
 * A forecast's path is asked for at many horizons after each sample; only the first has to fit. A window changes by
 * taking a newer sample alone, so window and origin together say whether it is still the same. One window is remembered.
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
