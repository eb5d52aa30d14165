/* Keeps a page of dma dashboard up to date: reads it anew, and replaces the parts that have changed. */
'use strict';
(() => {
  const seconds = Number(document.body.dataset.liveSeconds);
  if (!seconds) return;
  const offline = document.getElementById('offline');

  /** A part is left alone while a person works in it. */
  function isInUse(part) {
    const focused = document.activeElement;
    const isTyping = part.contains(focused) && /^(?:INPUT|SELECT|TEXTAREA)$/.test(focused.tagName);
    return isTyping || part.querySelector('details[open]') !== null || isSelected(part);
  }

  function isSelected(part) {
    const selection = getSelection();
    return selection && !selection.isCollapsed && selection.containsNode(part, true);
  }

  function replace(part, other) {
    if (part.innerHTML === other.innerHTML || isInUse(part)) return;
    const { id } = part.contains(document.activeElement) ? document.activeElement : {};
    const scrolled = [...part.querySelectorAll('.wide')].map(({ scrollLeft }) => scrollLeft);
    part.replaceChildren(...other.childNodes);
    part.querySelectorAll('.wide').forEach((box, index) => {
      box.scrollLeft = scrolled[index] ?? 0;
    });
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
  }

  async function read() {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, redirect: 'error' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const problem = page.getElementById('problem');
    if (problem && !document.getElementById('problem')) throw new Error(problem.textContent.trim());
    if (!problem && document.getElementById('problem')) return location.reload();
    for (const part of document.querySelectorAll('[data-live]')) {
      const other = page.getElementById(part.id);
      if (other) replace(part, other);
    }
    document.dispatchEvent(new Event('dma-read'));
    return undefined;
  }

  let since;
  async function look() {
    try {
      if (!document.hidden) await read();
      since = undefined;
      offline.hidden = true;
    } catch (error) {
      since ??= new Date().toLocaleTimeString();
      // A network error has words of the browser's own.
      const cause = error instanceof TypeError ? 'the dashboard does not answer' : error.message;
      const text = `This page is of ${since}: ${cause}`;
      if (offline.textContent !== text) offline.textContent = text;
      offline.hidden = false;
    }
    setTimeout(look, seconds * 1000);
  }
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void read().catch(() => undefined);
  });
  setTimeout(look, seconds * 1000);
})();
