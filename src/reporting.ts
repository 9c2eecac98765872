/** The journal of a run: every event goes to the log and the report file at once, to everything else at the end. */
import { annotate, failStep, printDebug, printGroup, printLine } from './github/console.ts';
import { publishOutputs, publishSummary, writeWhole } from './github/publish.ts';
import type { Event, Happening } from './model/event.ts';
import type { Clock, Journal } from './model/ports.ts';
import { annotations } from './report/annotations.ts';
import { logText } from './report/escape.ts';
import { LogFold, type LogEntry } from './report/log.ts';
import { makeOutputs } from './report/outputs.ts';
import { reportFileText } from './report/report-file.ts';
import { foldEvents, type Report } from './report/report.ts';
import { summaryText } from './report/summary.ts';
import { verdict } from './report/verdict.ts';
import type { Secrets } from './secrets.ts';

/** The report file is at most this many milliseconds behind the events. */
const FILE_DELAY = 1_000;

/** AWS's time, and how far it is from the runner's. */
export interface EventClock extends Pick<Clock, 'now'> {
  readonly offset: number;
}

export class Reporting implements Journal {
  #events: Event[] = [];
  #offset = 0;
  readonly #complained = new Set<string>();
  readonly #log = new LogFold();
  readonly #clock: EventClock;
  readonly #secrets: Pick<Secrets, 'redact' | 'redactAll'>;
  readonly #reportFile: string;
  #fileTimer: NodeJS.Timeout | undefined;

  constructor(clock: EventClock, secrets: Pick<Secrets, 'redact' | 'redactAll'>, reportFile: string) {
    this.#clock = clock;
    this.#secrets = secrets;
    this.#reportFile = reportFile;
  }

  record(happening: Happening): void {
    if (happening.kind === 'started') {
      // Before anything else, so that even a killed step leaves them.
      publishOutputs({ 'run-key': happening.runKey, 'report-file': happening.reportFile });
    }
    this.#keepTime();
    // AWS's own words may repeat what it was sent, wherever they end up.
    const event: Event = { at: this.#clock.now(), ...this.#secrets.redactAll(happening) };
    this.#events.push(event);
    this.#print(this.#log.add(event));
    if ('problem' in event && event.problem.stack !== undefined) printDebug(event.problem.stack);
    if (happening.kind === 'started') this.#writeFile(foldEvents(this.#events), false);
    this.#fileTimer ??= setTimeout(() => {
      this.#writeFile(foldEvents(this.#events), false);
    }, FILE_DELAY);
  }

  /** Events before the first reply of AWS have the runner's time; once AWS's is known they get that. */
  #keepTime(): void {
    const correction = this.#clock.offset - this.#offset;
    if (correction === 0) return;
    this.#offset = this.#clock.offset;
    this.#events = this.#events.map((event) => ({ ...event, at: event.at + correction }));
  }

  /** Writes everything that is left to say; what cannot be written costs none of the rest. */
  async finish(environment: NodeJS.ProcessEnv): Promise<void> {
    const report = foldEvents(this.#events);
    this.#print(this.#log.rest());
    const { outputs, emptied } = makeOutputs(report);
    publishOutputs(outputs);
    for (const annotation of annotations(report, emptied)) annotate(annotation);
    this.#writeFile(report, true);
    await publishSummary(summaryText(report), environment).catch((error: unknown) => {
      this.#complain('The job summary', error);
    });
    if (report.fails) failStep(verdict(report));
    else printLine(verdict(report));
  }

  #writeFile(report: Report, finished: boolean): void {
    clearTimeout(this.#fileTimer);
    this.#fileTimer = undefined;
    try {
      writeWhole(this.#reportFile, reportFileText(report, finished));
    } catch (error) {
      this.#complain('The report file', error);
    }
  }

  /** Once for each: a full disk is no reason to stop making images. */
  #complain(what: string, error: unknown): void {
    if (this.#complained.has(what)) return;
    this.#complained.add(what);
    const words = error instanceof Error ? error.message : String(error);
    annotate({
      level: 'warning',
      title: 'Not written',
      text: logText(this.#secrets.redact(`${what} cannot be written: ${words}`)),
    });
  }

  #print(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'line') printLine(entry.text);
      else printGroup(entry.title, entry.lines);
    }
  }
}
