/** Servers, images and refusals, as EC2 and IAM would have them: what the runs of the pages are about. */
import type { PageFacts } from '../../src/model/event.ts';
import type { Problem, ProblemCode } from '../../src/model/problem.ts';
import { anImage, anInstance, aRequest, NOW } from '../unit/builders.ts';

export const page: PageFacts = {
  step: 'images',
  docs: 'https://github.com/OWNER/cross-account-ami/blob/v1/docs/troubleshooting.md',
  price: 0.05,
  isWanted: true,
};
export const MAIN = 'arn:aws:iam::111111111111:role/cross-account-ami-main';
export const accounts = ['222222222222', '333333333333', '444444444444'];
export const regions = ['eu-west-1', 'us-east-1'];
const names = ['web', 'db', 'api', 'shop', 'build'];

/** An id as EC2 makes them, of the n-th. */
export function id(prefix: string, number: number): string {
  return `${prefix}-0${(number * 0x9e3779b97f4a7).toString(16).padStart(16, 'a').slice(0, 16)}`;
}

export function requestOf(number: number) {
  const instance = anInstance({
    id: id('i', number),
    name: `${names[number % 5] ?? ''}-${Math.ceil(number / 5)}`,
  });
  const account = accounts[number % 3] ?? '';
  const region = regions[number % 2] ?? '';
  return aRequest({ target: (number % 3) + 1, account, region, instance, series: 'nightly' });
}

export function imageOf(number: number, createdAt = NOW) {
  const name = `${requestOf(number).instance.name}-${id('i', number)}-20261122-8800110022`;
  return anImage({ id: id('ami', number), name, sizeGiB: 8 + (number % 4) * 8, createdAt });
}

export function roleOf(account: string): string {
  return `arn:aws:iam::${account}:role/cross-account-ami`;
}

export function problemOf(number: number, code: ProblemCode, parts: Partial<Problem> = {}): Problem {
  const { account, region, instance } = requestOf(number);
  const place = { account, region, instance: instance.id };
  return { code, phase: 'create', place, what: 'Cannot create the image', ...parts };
}

export function denial(number: number): Problem {
  const { account, region, instance } = requestOf(number);
  const resource = `arn:aws:ec2:${region}:${account}:instance/${instance.id}`;
  const who = `arn:aws:sts::${account}:assumed-role/cross-account-ami/images-8800110022`;
  return problemOf(number, 'AccessDenied', {
    awsCode: 'UnauthorizedOperation',
    denied: { action: 'ec2:CreateImage', resource },
    said: `UnauthorizedOperation: You are not authorized to perform this operation. User: ${who} is not authorized to perform: ec2:CreateImage on resource: ${resource} because no identity-based policy allows the ec2:CreateImage action. (Request ID: ${id('r', number)})`,
    mend: 'Allow ec2:CreateImage in the policy of the role; the templates in iam/ have the whole list.',
  });
}

export const limit =
  'ResourceLimitExceeded: You have reached your quota of AMIs for this Region. (quota: 50,000)';

export function closedAccount(account: string): Problem {
  return {
    code: 'AssumeRoleDenied',
    phase: 'sign-in',
    place: { account },
    what: `Cannot assume ${roleOf(account)} from arn:aws:sts::111111111111:assumed-role/cross-account-ami-main/images-8800110022`,
    awsCode: 'AccessDenied',
    denied: { action: 'sts:AssumeRole', resource: roleOf(account) },
    said: `AccessDenied: User: arn:aws:sts::111111111111:assumed-role/cross-account-ami-main/images-8800110022 is not authorized to perform: sts:AssumeRole on resource: ${roleOf(account)}`,
  };
}
