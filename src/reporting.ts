/** The journal of a run: every event goes to the log and the report file at once, to everything else at the end. */
import { annotate, failStep, printGroup, printLine } from './github/console.ts';
import { publishOutputs, publishSummary, writeWhole } from './github/publish.ts';
import type { Event, Happening } from './model/event.ts';
import type { Clock, Journal } from './model/ports.ts';
import { annotations } from './report/annotations.ts';
import { LogFold, type LogEntry } from './report/log.ts';
import { makeOutputs } from './report/outputs.ts';
import { reportFileText } from './report/report-file.ts';
import { foldEvents, type Report } from './report/report.ts';
import { summaryText } from './report/summary.ts';
import { verdict } from './report/verdict.ts';
import type { Secrets } from './secrets.ts';

/** The report file is at most this many milliseconds behind the events. */
const FILE_DELAY = 1_000;

export class Reporting implements Journal {
  readonly #events: Event[] = [];
  readonly #log = new LogFold();
  readonly #clock: Pick<Clock, 'now'>;
  readonly #secrets: Pick<Secrets, 'redact'>;
  readonly #reportFile: string;
  #fileTimer: NodeJS.Timeout | undefined;

  constructor(clock: Pick<Clock, 'now'>, secrets: Pick<Secrets, 'redact'>, reportFile: string) {
    this.#clock = clock;
    this.#secrets = secrets;
    this.#reportFile = reportFile;
  }

  record(happening: Happening): void {
    if (happening.kind === 'started') {
      // Before anything else, so that even a killed step leaves them.
      publishOutputs({ 'run-key': happening.runKey, 'report-file': happening.reportFile });
    }
    const event: Event = { at: this.#clock.now(), ...this.#redacted(happening) };
    this.#events.push(event);
    this.#print(this.#log.add(event));
    if (happening.kind === 'started') this.#writeFile(foldEvents(this.#events), false);
    this.#fileTimer ??= setTimeout(() => {
      this.#writeFile(foldEvents(this.#events), false);
    }, FILE_DELAY);
  }

  /** AWS's own words may repeat what it was sent. */
  #redacted(happening: Happening): Happening {
    if ('text' in happening) return { ...happening, text: this.#secrets.redact(happening.text) };
    if (!('problem' in happening)) return happening;
    const { problem } = happening;
    const said = problem.said === undefined ? {} : { said: this.#secrets.redact(problem.said) };
    return { ...happening, problem: { ...problem, ...said, what: this.#secrets.redact(problem.what) } };
  }

  /** Writes outputs, summary, report file and annotations, and makes the step fail when it has to. */
  async finish(environment: NodeJS.ProcessEnv): Promise<Report> {
    const report = foldEvents(this.#events);
    this.#print(this.#log.rest());
    this.#writeFile(report, true);
    const { outputs, emptied } = makeOutputs(report);
    publishOutputs(outputs);
    await publishSummary(summaryText(report), environment);
    for (const annotation of annotations(report, emptied)) annotate(annotation);
    if (report.fails) failStep(verdict(report));
    else printLine(verdict(report));
    return report;
  }

  #writeFile(report: Report, finished: boolean): void {
    clearTimeout(this.#fileTimer);
    this.#fileTimer = undefined;
    writeWhole(this.#reportFile, reportFileText(report, finished));
  }

  #print(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'line') printLine(entry.text);
      else printGroup(entry.title, entry.lines);
    }
  }
}
