/** Trials whose answers are remembered: for the matrix, and so that nothing is tried twice. */
import pLimit from 'p-limit';
import type { AwsAction, Triable } from '../model/aws-actions.ts';
import type { Image, ImageRequest } from '../model/image.ts';
import { matrixRows, type Need } from '../model/permission.ts';
import type { PermissionTrials } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';

const AT_ONCE = 4;

export interface Answer {
  /** The call that was tried. */
  readonly action: AwsAction;
  /** What it was tried on: an instance, image or snapshot; empty for a look-up that needs none. */
  readonly on: string;
  readonly reply: Result<void>;
}

export class RecordedTrials implements PermissionTrials {
  readonly #trials: PermissionTrials;
  readonly #answers = new Map<string, Promise<Answer>>();

  constructor(trials: PermissionTrials) {
    this.#trials = trials;
  }

  createImage(request: ImageRequest): Promise<Result<void>> {
    const { instance, series, name } = request;
    const trial = () => this.#trials.createImage(request);
    return this.#once('ec2:CreateImage', instance.id, trial, `${series} ${name}`);
  }

  tryCall(action: Triable, on = ''): Promise<Result<void>> {
    return this.#once(action, on, () => this.#trials.tryCall(action, on));
  }

  /** What was tried so far, in the order in which it was begun. */
  answers(): Promise<Answer[]> {
    return Promise.all(this.#answers.values());
  }

  /** Tries whatever is needed and was not tried yet: with these requests, or on an image that is there. */
  async tryAll(
    needs: readonly Need[],
    requests: readonly ImageRequest[],
    image: Image | undefined,
  ): Promise<void> {
    const limit = pLimit(AT_ONCE);
    const tried = new Set<Need>((await this.answers()).map(({ action }) => action));
    const trials = needs.flatMap((need) => {
      if (need === 'ec2:CreateImage') return requests.map((request) => () => this.createImage(request));
      const on = resourceOf(need, image);
      if (!isTriable(need) || tried.has(need) || on === undefined) return [];
      return [() => this.tryCall(need, on)];
    });
    await Promise.all(trials.map((trial) => limit(trial)));
  }

  async #once(
    action: AwsAction,
    on: string,
    trial: () => Promise<Result<void>>,
    more = '',
  ): Promise<Result<void>> {
    const key = `${action} ${on} ${more}`;
    const answer = this.#answers.get(key) ?? trial().then((reply) => ({ action, on, reply }));
    this.#answers.set(key, answer);
    return (await answer).reply;
  }
}

function isTriable(need: Need): need is Triable {
  const { tried } = matrixRows[need];
  return tried !== 'on an instance' && typeof tried === 'string';
}

/** What it can be tried on; nothing when that is not there. */
function resourceOf(need: Need, image: Image | undefined): string | undefined {
  const { tried } = matrixRows[need];
  if (tried === 'alone') return '';
  return tried === 'on a snapshot' ? image?.snapshots[0] : image?.id;
}
