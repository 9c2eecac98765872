/** The log of the step, its annotations, and what becomes of the step. */
import {
  debug,
  endGroup,
  error,
  info,
  isDebug,
  setFailed,
  setSecret,
  startGroup,
  warning,
} from '@actions/core';
import { printIfPossible } from './log-streams.ts';

export interface Annotated {
  readonly level: 'error' | 'warning';
  readonly title: string;
  readonly text: string;
  /** A file of the repository that the annotation belongs to. */
  readonly file?: { readonly path: string; readonly line: number; readonly column: number };
}

export function printLine(text: string): void {
  printIfPossible(() => {
    info(text);
  });
}

/** For the log of a run in debug mode; nothing in any other. */
export function printDebug(text: string): void {
  if (!isDebug()) return;
  printIfPossible(() => {
    for (const line of text.split('\n')) debug(line);
  });
}

export function printGroup(title: string, lines: readonly string[]): void {
  printIfPossible(() => {
    startGroup(title);
    for (const line of lines) info(line);
    endGroup();
  });
}

export function annotate({ level, title, text, file }: Annotated): void {
  const place = file === undefined ? {} : { file: file.path, startLine: file.line, startColumn: file.column };
  const write = level === 'error' ? error : warning;
  printIfPossible(() => {
    write(text, { title, ...place });
  });
}

/** Makes the step fail with this sentence, also when that cannot be printed. */
export function failStep(text: string): void {
  printIfPossible(() => {
    setFailed(text);
  });
}

/** Has the runner replace the text in every log of the job, should it ever be printed. */
export function maskSecret(text: string): void {
  printIfPossible(() => {
    setSecret(text);
  });
}
