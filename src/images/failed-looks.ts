/** Look-ups of pending images that fail: the log says so at once, and the failure at the end says since when. */
import type { Ec2, Run } from '../model/ports.ts';
import type { Problem } from '../model/problem.ts';

export class FailedLooks {
  readonly #ec2: Pick<Ec2, 'account' | 'region'>;
  readonly #run: Pick<Run, 'clock' | 'journal'>;
  #now: { readonly since: number; readonly problem: Problem } | undefined;

  constructor(ec2: Pick<Ec2, 'account' | 'region'>, run: Pick<Run, 'clock' | 'journal'>) {
    this.#ec2 = ec2;
    this.#run = run;
  }

  /** Whether the last look-up has failed. */
  get isFailing(): boolean {
    return this.#now !== undefined;
  }

  /** A look-up has failed. The log says so the first time, and when the problem is another one than before. */
  failed(problem: Problem): void {
    const before = this.#now;
    this.#now = { since: before?.since ?? this.#run.clock.now(), problem };
    if (before?.problem.code === problem.code && before.problem.awsCode === problem.awsCode) return;
    const said = problem.said === undefined ? '' : `: ${problem.said}`;
    this.#tell(`Images cannot be looked up (${problem.code}${said}); their state is unknown`);
  }

  /** A look-up has succeeded. */
  looked(): void {
    if (this.#now === undefined) return;
    this.#tell(`Images can be looked up again, for the first time since ${timeText(this.#now.since)}`);
    this.#now = undefined;
  }

  /** What ends the wait when the time is over; nothing when images can be looked up. */
  ending(): Problem | undefined {
    if (this.#now === undefined) return undefined;
    const { since, problem } = this.#now;
    const what = `EC2 accepted the image, and its state is unknown: images could not be looked up since ${timeText(since)}`;
    return { ...problem, what };
  }

  #tell(text: string): void {
    const { account, region } = this.#ec2;
    this.#run.journal.record({ kind: 'noticed', text, place: { account, region } });
  }
}

function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}
