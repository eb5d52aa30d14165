import LibSvm from 'libsvm-js/asm.js';

// oxlint-disable-next-line no-restricted-globals -- what loading libsvm-js does to the process is undone at once
const node = process;

// It makes Node.js end without a word when a promise is rejected and nobody looks. That is not its business.
for (const listener of node.listeners('unhandledRejection')) {
  if (String(listener).includes('process["exit"](1)')) node.off('unhandledRejection', listener);
}

/** libsvm-js, without what it does to the process; synchronous, and silent where it is asked to be quiet. */
export { LibSvm };
