/** Trials whose answers are remembered: for the matrix, and so that nothing is tried twice. */
import type { ImageRequest } from '../model/image.ts';
import type { ImageLookUp, LookUp } from '../model/permission.ts';
import type { PermissionTrials } from '../model/ports.ts';
import type { Result } from '../model/problem.ts';

export interface Answer {
  /** The call that was tried. */
  readonly action: string;
  /** What it was tried on: an instance, image or snapshot; empty for a look-up. */
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
    const key = `${request.series} ${request.name}`;
    return this.#once('ec2:CreateImage', request.instance.id, key, () => this.#trials.createImage(request));
  }

  deregister(image: string): Promise<Result<void>> {
    return this.#once('ec2:DeregisterImage', image, '', () => this.#trials.deregister(image));
  }

  deleteSnapshot(snapshot: string): Promise<Result<void>> {
    return this.#once('ec2:DeleteSnapshot', snapshot, '', () => this.#trials.deleteSnapshot(snapshot));
  }

  look(lookUp: LookUp): Promise<Result<void>> {
    return this.#once(lookUp, '', '', () => this.#trials.look(lookUp));
  }

  lookAtImage(lookUp: ImageLookUp, image: string): Promise<Result<void>> {
    return this.#once(lookUp, image, '', () => this.#trials.lookAtImage(lookUp, image));
  }

  /** What was tried so far, in the order in which it was begun. */
  answers(): Promise<Answer[]> {
    return Promise.all(this.#answers.values());
  }

  async #once(
    action: string,
    on: string,
    key: string,
    trial: () => Promise<Result<void>>,
  ): Promise<Result<void>> {
    const whole = `${action} ${on} ${key}`;
    const answer = this.#answers.get(whole) ?? trial().then((reply) => ({ action, on, reply }));
    this.#answers.set(whole, answer);
    return (await answer).reply;
  }
}
