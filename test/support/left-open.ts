/** A run that is over should end by itself within this. */
const graceSeconds = 20;

/** After the last test: ends a run that would go on for ever because a test has left something open, and says what. */
export function endWhatIsLeftOpen(): void {
  const timer = setTimeout(() => {
    process.stderr.write(`left open by some test: ${process.getActiveResourcesInfo().join(', ')}\n`);
    // Mocha sets the code of the tests when the process exits; this comes after it.
    process.once('exit', () => (process.exitCode = 1));
    process.exit();
  }, graceSeconds * 1000);
  timer.unref();
}
