/** Carries a problem through the AWS SDK, which knows only exceptions. */
import type { Problem } from '../model/problem.ts';

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.what, { cause });
    this.name = problem.code;
    this.problem = problem;
  }
}
