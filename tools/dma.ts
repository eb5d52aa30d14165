#!/usr/bin/env node
import { complaintAboutNode } from './node-version.ts';

// Everything else is imported afterwards: an old Node.js fails at its syntax, and at what it imports.
const complaint = complaintAboutNode(process.version);
if (complaint === undefined) {
  void import('./run-dma.ts').then(({ runDma }) => runDma());
} else {
  process.stderr.write(`dma: ${complaint}\n`);
  process.exitCode = 1;
}
