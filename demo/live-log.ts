/** The log of a step, line by line while it runs. */
import { logLines } from './step-text.ts';

export class LiveLog {
  #stdout = '';
  #shown = 0;
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /** A part of what the step prints, which need not end with a line. */
  hear(part: string): void {
    this.#stdout += part;
    const whole = this.#stdout.slice(0, this.#stdout.lastIndexOf('\n') + 1);
    if (whole === '') return;
    const lines = logLines(whole);
    for (const line of lines.slice(this.#shown)) this.#print(line);
    this.#shown = lines.length;
  }
}
