import { describe, expect, test } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { listenForCancel } from '../../../src/github/cancelling.ts';

function arrange() {
  const process = new EventEmitter();
  const told: string[] = [];
  const cancelling = listenForCancel(process);
  cancelling.onSignal((signal) => told.push(signal));
  return { process, told, cancelling };
}

describe('a signal of the runner', () => {
  test.each([{ name: 'SIGINT' }, { name: 'SIGTERM' }])('$name cancels the run', ({ name }) => {
    const { process, told, cancelling } = arrange();
    expect(cancelling.signal.aborted).toBe(false);
    process.emit(name, name);
    expect([cancelling.signal.aborted, told]).toEqual([true, [name]]);
  });

  test('is told once, although the runner sends another one', () => {
    const { process, told } = arrange();
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGTERM', 'SIGTERM');
    expect(told).toEqual(['SIGINT']);
  });
});

test('a cancellation before anybody listens is told at once', () => {
  const { process, cancelling } = arrange();
  process.emit('SIGINT', 'SIGINT');
  const late: string[] = [];
  cancelling.onSignal((signal) => late.push(signal));
  expect(late).toEqual(['SIGINT']);
});

describe('work', () => {
  test('that ends has ended', async () => {
    expect(await arrange().cancelling.within(Promise.resolve())).toBe(true);
  });

  test('that ends soon after a cancellation has ended', async () => {
    const { process, cancelling } = arrange();
    const work = new Promise<void>((resolve) => {
      cancelling.signal.addEventListener('abort', () => {
        resolve();
      });
    });
    const ended = cancelling.within(work);
    process.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(true);
  });

  test('that hangs is left after three seconds', async () => {
    const { process, cancelling } = arrange();
    const since = performance.now();
    const ended = cancelling.within(new Promise(() => undefined));
    process.emit('SIGINT', 'SIGINT');
    expect(await ended).toBe(false);
    expect(performance.now() - since).toBeGreaterThanOrEqual(2_900);
    expect(performance.now() - since).toBeLessThan(4_500);
  });
});
