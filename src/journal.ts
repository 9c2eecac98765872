/** The journal of a run: every event goes to the log and the report file at once, to everything else at the end. */
import { annotate, failStep, printDebug, printGroup, printLine } from './github/console.ts';
import { outputsFile, publishOutputs, publishSummary, writeWhole } from './github/publish.ts';
import type { Event, Happening } from './model/event.ts';
import type { Clock, Journal } from './model/ports.ts';
import { annotations } from './report/annotations.ts';
import { logText, pageText } from './report/escape.ts';
import { LogFold, type LogEntry } from './report/log.ts';
import { makeOutputs } from './report/outputs.ts';
import { reportFileText } from './report/report-file.ts';
import { foldEvents, type Report } from './report/report.ts';
import { summaryText } from './report/summary.ts';
import { sentenceOf, unpublished } from './report/sentence.ts';
import type { Secrets } from './secrets.ts';

/** The report file is at most this many milliseconds behind the events. */
const FILE_DELAY = 1_000;

/** AWS's time, and how far it is from the runner's. */
export interface EventClock extends Pick<Clock, 'now'> {
  readonly offset: number;
}

/** Tells the report somewhere; `sentence` is what became of the run. */
export type Publisher = (report: Report, sentence: string) => void | Promise<void>;

export class RunJournal implements Journal {
  #events: Event[] = [];
  #offset = 0;
  readonly #complained = new Set<string>();
  readonly #log = new LogFold();
  readonly #clock: EventClock;
  readonly #secrets: Pick<Secrets, 'redact' | 'redactAll'>;
  readonly #reportFile: string;
  readonly #elsewhere: Publisher | undefined;
  #fileTimer: NodeJS.Timeout | undefined;
  #unwritten: Readonly<Record<string, string>> = {};
  #isFinishing = false;

  /** `elsewhere` tells the report outside of the run. */
  constructor(
    clock: EventClock,
    secrets: Pick<Secrets, 'redact' | 'redactAll'>,
    reportFile: string,
    elsewhere?: Publisher,
  ) {
    this.#clock = clock;
    this.#secrets = secrets;
    this.#reportFile = reportFile;
    this.#elsewhere = elsewhere;
  }

  record(happening: Happening): void {
    if (happening.kind === 'started') {
      // Before anything else, so that even a killed step leaves them.
      this.#publish({ 'run-key': happening.runKey, 'report-file': happening.reportFile });
    }
    this.#keepTime();
    // AWS's own words may repeat what it was sent, wherever they end up.
    const event: Event = { at: this.#clock.now(), ...this.#secrets.redactAll(happening) };
    this.#events.push(event);
    this.#print(this.#log.add(event));
    if ('problem' in event && event.problem.stack !== undefined) printDebug(event.problem.stack);
    if (happening.kind === 'started') this.#writeFile(foldEvents(this.#events), false);
    if (this.#isFinishing) return;
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

  /** Tries each publisher, whatever becomes of the others. */
  async finish(environment: NodeJS.ProcessEnv): Promise<void> {
    this.#isFinishing = true;
    const folded = foldEvents(this.#events);
    for (const [what, publish] of Object.entries(this.#publishers(environment))) {
      // The step fails when outputs are not written: a later one would go on without the images.
      const missing = Object.keys(this.#unwritten);
      const report = missing.length === 0 ? folded : { ...folded, fails: true };
      const sentence =
        missing.length === 0 ? sentenceOf(report) : unpublished(report, missing, outputsFile());
      try {
        await publish(report, sentence);
      } catch (error) {
        // What cannot be written is told where that happens; this is a defect.
        failStep(logText(this.#secrets.redact(`${what} cannot be made: ${String(error)}`)));
      }
    }
  }

  /** The outputs come first: whether they are written is part of what the others tell. */
  #publishers(environment: NodeJS.ProcessEnv): Readonly<Record<string, Publisher>> {
    return {
      'The log': () => {
        this.#print(this.#log.rest());
      },
      'The outputs': (report) => {
        this.#publish(makeOutputs(report).outputs);
      },
      'The annotations': (report) => {
        annotations(report, makeOutputs(report).emptied).forEach(annotate);
      },
      'The report file': (report) => {
        this.#writeFile(report, true);
      },
      'The job summary': async (report, sentence) => {
        if (!report.page.isWanted) return;
        const head = Object.keys(this.#unwritten).length === 0 ? '' : `**${pageText(sentence)}**\n\n`;
        await publishSummary(head + summaryText(report), environment).catch((error: unknown) => {
          this.#complain('The job summary', error, environment['GITHUB_STEP_SUMMARY']);
        });
      },
      'The issue': async (report, sentence) => {
        await this.#elsewhere?.(report, sentence);
      },
      'The last line': (report, sentence) => {
        if (report.fails) failStep(sentence);
        else printLine(sentence);
      },
    };
  }

  /** Those that are not written are tried again with the next. */
  #publish(outputs: Readonly<Record<string, string>>): void {
    const unwritten = publishOutputs({ ...this.#unwritten, ...outputs });
    this.#unwritten = unwritten?.outputs ?? {};
    if (unwritten !== undefined) this.#complain('An output', unwritten.error, outputsFile());
  }

  #writeFile(report: Report, finished: boolean): void {
    clearTimeout(this.#fileTimer);
    this.#fileTimer = undefined;
    try {
      writeWhole(this.#reportFile, reportFileText(report, finished));
    } catch (error) {
      this.#complain('The report file', error, this.#reportFile);
    }
  }

  /** Once for each: a full disk is no reason to stop making images. */
  #complain(what: string, error: unknown, path = ''): void {
    if (this.#complained.has(what)) return;
    this.#complained.add(what);
    const words = error instanceof Error ? error.message : String(error);
    const where = words.includes(path) ? '' : ` (${path})`;
    annotate({
      level: 'warning',
      title: 'Not written',
      text: logText(this.#secrets.redact(`${what} cannot be written: ${words}${where}`)),
    });
  }

  #print(entries: readonly LogEntry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'line') printLine(entry.text);
      else printGroup(entry.title, entry.lines);
    }
  }
}
