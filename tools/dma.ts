#!/usr/bin/env node
import { complaintAboutImport, complaintAboutNode } from './node-version.ts';
import { keepHangups } from './process/hangup.ts';

// Everything else is imported afterwards: an old Node.js fails at its syntax, and at what it imports.
const complaint = complaintAboutNode(process.version);
if (complaint === undefined) {
  keepHangups(process.argv.slice(2));
  void import('./run-dma.ts')
    .catch((error) => {
      const fault = complaintAboutImport(error);
      if (fault === undefined) throw error;
      process.stderr.write(`dma: ${fault}\n`);
      process.exitCode = 1;
    })
    .then((module) => module && module.runDma());
} else {
  process.stderr.write(`dma: ${complaint}\n`);
  process.exitCode = 1;
}
