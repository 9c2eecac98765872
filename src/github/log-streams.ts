/** The log when its reader goes away, stops reading, or has no room: what cannot be printed is not printed. */
import { Socket } from 'node:net';

/** So long the process waits for a reader that takes nothing, in milliseconds. */
const LAST_WORDS = 1_000;

/** From now on a print that fails is lost, and nothing else. */
export function outliveReader({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): void {
  const ignore = (): void => undefined;
  stdout.on('error', ignore);
  stderr.on('error', ignore);
}

/** A file on a full disk fails at once, where a pipe tells it later. */
export function printIfPossible(print: () => void): void {
  try {
    print();
  } catch {
    // There is nowhere to tell it.
  }
}

/** Ends the process when what was printed is taken, or when nobody takes it any more. */
export function exitWhenPrinted(process: NodeJS.Process): void {
  const exit = (): void => {
    process.exit();
  };
  const { stdout } = process;
  // Of a pipe the time begins anew with every part that a slow reader takes.
  if (stdout instanceof Socket) stdout.setTimeout(LAST_WORDS, exit);
  else setTimeout(exit, LAST_WORDS).unref();
  printIfPossible(() => stdout.write('', exit));
}
