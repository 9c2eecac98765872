/** The runner cancels a step by SIGINT, and by SIGTERM 7.5 s later (GitHub Docs, "Workflow cancellation"). */
import { setTimeout as timeout } from 'node:timers/promises';

/** So long a cancelled run waits for replies in flight, in milliseconds. */
const LAST_REPLIES = 3_000;

export interface Cancelling {
  /** Aborted at the first signal, with its name as the reason. */
  readonly signal: AbortSignal;
  /** Calls back when the run is cancelled, at once when it already is. */
  onSignal(listener: (signalName: string) => void): void;
  /** Runs the work; after a cancellation it is awaited for 3 seconds more. Answers whether it came to its end. */
  within(work: Promise<void>): Promise<boolean>;
}

/** Listens to the runner's signals from now on. */
export function listenForCancel(process: NodeJS.EventEmitter): Cancelling {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = (name: string): void => {
    controller.abort(name);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  function onSignal(listener: (signalName: string) => void): void {
    const heard = (): void => {
      listener(String(signal.reason));
    };
    if (signal.aborted) heard();
    else signal.addEventListener('abort', heard, { once: true });
  }

  async function deadline(): Promise<boolean> {
    await new Promise((resolve) => {
      onSignal(resolve);
    });
    await timeout(LAST_REPLIES, undefined, { ref: false });
    return false;
  }

  return { signal, onSignal, within: (work) => Promise.race([work.then(() => true), deadline()]) };
}
