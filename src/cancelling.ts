/** The runner cancels a step by SIGINT, and by SIGTERM 7.5 s later (GitHub Docs, "Workflow cancellation"). */
import { setTimeout as timeout } from 'node:timers/promises';

/** So long a cancelled run waits for replies in flight, in milliseconds. */
const LAST_REPLIES = 3_000;

export interface Cancelling {
  readonly signal: AbortSignal;
  /** Runs the work; after a cancellation it is awaited for 3 seconds more. Answers whether it came to its end. */
  within(work: Promise<void>): Promise<boolean>;
}

/** Listens to the runner's signals; `told` is called once, at the first. */
export function listenForCancel(process: NodeJS.EventEmitter, told: (signal: string) => void): Cancelling {
  const controller = new AbortController();
  const stop = (name: string): void => {
    if (controller.signal.aborted) return;
    told(name);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const { signal } = controller;
  const deadline = async (): Promise<boolean> => {
    await aborted(signal);
    await timeout(LAST_REPLIES, undefined, { ref: false });
    return false;
  };
  return { signal, within: (work) => Promise.race([work.then(() => true), deadline()]) };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
