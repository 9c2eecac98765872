/** Images that are asked for on a fake EC2. */
import { Creation, type CreateRules } from '../../../src/images/create.ts';
import type { ImageRequest } from '../../../src/model/image.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { aRequest, HOUR, instances } from '../builders.ts';
import type { Call } from '../fakes/ec2-calls.ts';
import { FakeEc2, type Ec2Parts } from '../fakes/ec2.ts';
import { aRun } from '../fakes/run.ts';

interface Setting extends Partial<Pick<CreateRules, 'maxReboots' | 'ec2Of' | 'mayVanish'>> {
  /** Adopted images whose instances may be rebooting still. */
  readonly recovering?: readonly ImageRequest[];
  readonly deadline?: number;
  readonly cancelAt?: number | undefined;
}

/** `accepted`: instance and image of what EC2 has accepted. */
export function creating(parts: Ec2Parts = {}, setting: Setting = {}) {
  const { recovering = [], cancelAt, deadline = Infinity, ...rules } = setting;
  const run = aRun({ deadline, cancelAt });
  const ec2 = new FakeEc2(run.clock, parts);
  const usual = { ec2Of: () => ec2, adoptWithin: HOUR, maxReboots: 1, mayVanish: () => false };
  const creation = new Creation({ ...usual, ...rules }, run);
  const accepted: string[] = [];
  const start = async (requests: readonly ImageRequest[]): Promise<void> => {
    const recovered = recovering.map((request) => creation.recover(request));
    const started = creation.start(requests, (request, end) => {
      if (end.kind === 'accepted') accepted.push(`${request.instance.id} ${end.image}`);
    });
    await Promise.all([...recovered, started]);
  };
  return { run, ec2, accepted, start };
}

export function requestsFor(count: number, parts: Partial<ImageRequest> = {}): ImageRequest[] {
  return instances(count).map((instance) => aRequest({ instance, ...parts }));
}

/** What CreateImage answers of these instances. */
export function refusing(problems: Readonly<Record<string, Problem>>): Ec2Parts {
  return { faults: { 'images.create': ({ of }: Call) => problems[of] } };
}

/** Instance and time of each request. */
export function askedAt({ asked }: FakeEc2): [string, number][] {
  return asked.map(({ instance, at }) => [instance.id, at]);
}
