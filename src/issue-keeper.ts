/** Keeps the issue of a step: opened when it fails, closed when it succeeds. It never changes what becomes of the run. */
import type { ReadConfig } from './config/read-config.ts';
import { isAutomatic } from './config/run-key.ts';
import { annotate } from './github/console.ts';
import { issueRefusal } from './github/issue-refusal.ts';
import { issuesOf, type Issues } from './github/issues.ts';
import { inputText, type RunnerFacts } from './github/runner.ts';
import type { IssueStep } from './model/issue.ts';
import { logText } from './report/escape.ts';
import { issueChanges, isToldInIssue } from './report/issue.ts';
import type { Report } from './report/report.ts';
import type { Secrets } from './secrets.ts';

/** So long a run waits for GitHub at most, in milliseconds. */
const PATIENCE = 15_000;

/** What an issue is kept with. */
export interface Keeping {
  readonly step: IssueStep;
  readonly secrets: Pick<Secrets, 'redact' | 'redactAll'>;
  /** Aborted when the run is cancelled: nothing is begun any more. */
  readonly cancelled: AbortSignal;
  readonly issues: (signal: AbortSignal) => Promise<Issues>;
  readonly patience?: number;
}

export class IssueKeeper {
  readonly #keeping: Keeping;
  #isTold = false;

  constructor(keeping: Keeping) {
    this.#keeping = keeping;
  }

  /** Tells the run in the issue, once; what fails about that is a warning. */
  async tell(report: Report, sentence: string): Promise<void> {
    const { cancelled, secrets, patience = PATIENCE } = this.#keeping;
    if (this.#isTold || cancelled.aborted || !isToldInIssue(report)) return;
    this.#isTold = true;
    const controller = new AbortController();
    const signal = AbortSignal.any([cancelled, controller.signal]);
    const timer = setTimeout(() => {
      controller.abort(new Error(`no answer of GitHub within ${patience / 1000} seconds`));
    }, patience);
    try {
      await Promise.race([aborted(signal), this.#write(report, sentence, signal)]);
    } catch (error) {
      const isLate = controller.signal.aborted;
      if (signal.aborted && !isLate) return;
      const text = issueRefusal(isLate ? controller.signal.reason : error);
      annotate({ level: 'warning', title: 'Issue not written', text: logText(secrets.redact(text)) });
    } finally {
      clearTimeout(timer);
    }
  }

  async #write(report: Report, sentence: string, signal: AbortSignal): Promise<void> {
    const { issues, step, secrets } = this.#keeping;
    const { open, change } = await issues(signal);
    const run = { report, sentence: secrets.redact(sentence), step: secrets.redactAll(step) };
    for (const each of issueChanges(run, await open())) {
      signal.throwIfAborted();
      await change(each);
    }
  }
}

/** A request need not hear that it is given up. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    };
    signal.addEventListener('abort', end, { once: true });
  });
}

/** The keeper of this step's issue; nothing when none is asked for. */
export function keeperOf(
  asked: ReadConfig,
  facts: RunnerFacts,
  secrets: Secrets,
  cancelled: AbortSignal,
): IssueKeeper | undefined {
  const { reportIssue, githubToken } = asked.ok ? asked.config.report : asked.report;
  if (!reportIssue || githubToken === undefined) return undefined;
  return new IssueKeeper({
    step: stepOf(asked, facts),
    secrets,
    cancelled,
    issues: (signal) => issuesOf(facts.repository, githubToken, signal),
  });
}

function stepOf(asked: ReadConfig, facts: RunnerFacts): IssueStep {
  const { workflow, workflowFile, job, step, runUrl, attempt } = facts;
  const key = inputText('run-key');
  return {
    workflow,
    workflowFile,
    job,
    step,
    leg: isAutomatic(key) ? key.replace(/\D/g, '') : '',
    shard: asked.ok ? (asked.config.run.shard?.index ?? null) : null,
    series: asked.ok ? asked.config.targets.map(({ images }) => images.series).toSorted() : [],
    runUrl,
    runAttempt: attempt.replace(/-.*/, ''),
  };
}
