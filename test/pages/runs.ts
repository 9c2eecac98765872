/** The events of runs of every mode, with AWS's words as AWS writes them: what the pages are made of. */
import type { Event, Happening, PageFacts } from '../../src/model/event.ts';
import { matrixOrder } from '../../src/model/permission.ts';
import type { Problem, ProblemCode } from '../../src/model/problem.ts';
import { statementsFor } from '../../src/permissions/statements.ts';
import { anImage, anInstance, aRequest, DAY, HOUR, NOW } from '../unit/builders.ts';

export interface Run {
  readonly name: string;
  readonly events: readonly Event[];
}

const page: PageFacts = {
  step: 'images',
  docs: 'https://github.com/OWNER/cross-account-ami/blob/v1/docs/troubleshooting.md',
  price: 0.05,
  isWanted: true,
};
const MAIN = 'arn:aws:iam::111111111111:role/cross-account-ami-main';
const accounts = ['222222222222', '333333333333', '444444444444'];
const regions = ['eu-west-1', 'us-east-1'];
const names = ['web', 'db', 'api', 'shop', 'build'];

/** An id as EC2 makes them, of the n-th. */
function id(prefix: string, number: number): string {
  return `${prefix}-0${(number * 0x9e3779b97f4a7).toString(16).padStart(16, 'a').slice(0, 16)}`;
}

function requestOf(number: number) {
  const instance = anInstance({
    id: id('i', number),
    name: `${names[number % 5] ?? ''}-${Math.ceil(number / 5)}`,
  });
  const account = accounts[number % 3] ?? '';
  const region = regions[number % 2] ?? '';
  return aRequest({ target: (number % 3) + 1, account, region, instance, series: 'nightly' });
}

function imageOf(number: number, createdAt = NOW) {
  const name = `${requestOf(number).instance.name}-${id('i', number)}-20261122-8800110022`;
  return anImage({ id: id('ami', number), name, sizeGiB: 8 + (number % 4) * 8, createdAt });
}

function roleOf(account: string): string {
  return `arn:aws:iam::${account}:role/cross-account-ami`;
}

function problemOf(number: number, code: ProblemCode, parts: Partial<Problem> = {}): Problem {
  const { account, region, instance } = requestOf(number);
  const place = { account, region, instance: instance.id };
  return { code, phase: 'create', place, what: 'Cannot create the image', ...parts };
}

function denial(number: number): Problem {
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

const limit = 'ResourceLimitExceeded: You have reached your quota of AMIs for this Region. (quota: 50,000)';

function closedAccount(account: string): Problem {
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

function run(
  name: string,
  started: Partial<Extract<Happening, { kind: 'started' }>>,
  happenings: Happening[],
): Run {
  const first: Happening[] = [
    {
      kind: 'started',
      mode: 'backup',
      runKey: '8800110022-cd53bea8',
      reportFile: '/home/runner/work/_temp/cross-account-ami/report.json',
      wait: true,
      maxFailures: 0,
      page,
      ...started,
    },
    { kind: 'signed-in', account: '111111111111', arn: `${MAIN}/x`, how: 'OIDC' },
    ...accounts.map((account, at): Happening => ({
      kind: 'target-signed-in',
      target: at + 1,
      account,
      arn: roleOf(account),
    })),
  ];
  const all = [...first, ...happenings];
  return { name, events: all.map((what, at) => ({ at: NOW + at * 1_700, ...what })) };
}

function each(count: number, of: (number: number) => Happening | readonly Happening[]): Happening[] {
  return Array.from({ length: count }, (_, at) => of(at + 1)).flat();
}

const created = (number: number): Happening => ({
  kind: 'created',
  request: requestOf(number),
  image: id('ami', number),
});
const available = (number: number): Happening => ({
  kind: 'available',
  request: requestOf(number),
  image: imageOf(number),
});
const failed = (number: number, problem: Problem): Happening => ({
  kind: 'failed',
  of: requestOf(number),
  problem,
});

/** Good images, an account that could not be entered, and several kinds of failures. */
function mixed(count: number): Happening[] {
  return [
    ...each(count, (number) => (number % 6 === 0 ? [] : created(number))),
    ...each(count, (number) => {
      if (number % 12 === 0) return failed(number, denial(number));
      if (number % 6 === 0)
        return failed(
          number,
          problemOf(number, 'LimitReached', { awsCode: 'ResourceLimitExceeded', said: limit }),
        );
      return available(number);
    }),
    { kind: 'target-failed', target: 4, problem: closedAccount('044444444444') },
  ];
}

function checks(count: number): Happening[] {
  return each(count, (number): Happening[] => {
    const of = requestOf(number);
    const place = { account: of.account, region: of.region, instance: of.instance.id };
    if (number % 7 === 0) {
      const what = 'The instance has no image in series nightly';
      return [
        { kind: 'checked', of, freshness: { kind: 'no image' } },
        failed(number, problemOf(number, 'NoImage', { phase: 'check', place, what })),
      ];
    }
    const image = imageOf(number, NOW - number * HOUR);
    if (number < 25) return [{ kind: 'checked', of, freshness: { kind: 'fresh', image } }];
    const made = new Date(image.createdAt).toISOString().slice(0, 16).replace('T', ' ');
    const what = `The newest image of series nightly was made on ${made} UTC, longer ago than max-age`;
    return [
      { kind: 'checked', of, freshness: { kind: 'too old', image } },
      failed(
        number,
        problemOf(number, 'ImageTooOld', { phase: 'check', place: { ...place, image: image.id }, what }),
      ),
    ];
  });
}

const plannedOf = (number: number): Happening => ({
  kind: 'planned',
  plan: { outcome: 'created', request: requestOf(number), snapshots: 2, sizeGiB: 8 + (number % 4) * 8 },
});

/** The matrix; of one account's role an action is missing. */
function cells(missing: string): Happening[] {
  const needs = matrixOrder.filter((need) => need.startsWith('ec2:')).slice(0, 16);
  return accounts.flatMap((account, at) =>
    regions.flatMap((region) =>
      needs.map((action): Happening => {
        const place = { account, region };
        const role = roleOf(account);
        if (action !== missing || at === 0)
          return { kind: 'tried', target: at + 1, cell: { action, place, role, answer: 'allowed' } };
        const statements = statementsFor(action, { ...place, role, repositoryId: '777' });
        const said = `UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:sts::${account}:assumed-role/cross-account-ami/images is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
        const mend = `Add to the policy of ${role}: ${statements.map((one) => JSON.stringify(one)).join(', ')}`;
        const problem: Problem = {
          code: 'AccessDenied',
          phase: 'plan',
          place,
          what: `${action} is denied`,
          awsCode: 'UnauthorizedOperation',
          denied: { action },
          said,
          mend,
        };
        return {
          kind: 'tried',
          target: at + 1,
          cell: { action, place, role, answer: 'denied', missing: action, statements },
          problem,
        };
      }),
    ),
  );
}

function plan(count: number, missing: string): Happening[] {
  return [
    ...cells(missing),
    ...each(count, (number) => {
      if (number % 10 !== 0) return plannedOf(number);
      const what = 'The root volume is an instance store';
      return {
        kind: 'foreseen',
        target: (number % 3) + 1,
        of: requestOf(number),
        problem: problemOf(number, 'InstanceStoreRoot', { phase: 'plan', what }),
      };
    }),
    { kind: 'sharded', shards: ['1/2', '2/2'] },
  ];
}

function retained(count: number): Happening[] {
  return each(count, (number): Happening[] => {
    const of = requestOf(number);
    const verdicts = Array.from({ length: 9 }, (_, day) => ({
      image: id('ami', number * 100 + day),
      name: '',
      createdAt: NOW - day * DAY,
      sizeGiB: 16,
      decision: day < 7 ? ('keep' as const) : ('prune' as const),
      reasons:
        day < 7
          ? [{ code: 'daily' as const, text: `daily 2026-11-${22 - day}` }]
          : [{ code: 'no-rule' as const, text: 'no rule keeps it' }],
    }));
    const place = { account: of.account, region: of.region };
    const gone = verdicts.filter(({ decision }) => decision === 'prune');
    return [
      { kind: 'retained', of, verdicts },
      ...gone.map((image): Happening => ({ kind: 'pruned', target: 1, place, image })),
    ];
  });
}

/** A run of every mode, with so many instances. */
export function runsOf(count: number): Run[] {
  const mistake = (line: number): Happening => ({
    kind: 'run-failed',
    problem: {
      code: 'InputInvalid',
      phase: 'plan',
      place: {},
      what: `targets.yaml line ${line}: regions: europe-1 is no region; expected a list such as eu-west-1`,
      file: { path: 'targets.yaml', line, column: 3 },
    },
  });
  const good = [...each(count, created), ...each(count, available)];
  return [
    run('validate', { mode: 'validate' }, each(count, mistake)),
    run(
      'plan-good',
      { mode: 'plan' },
      plan(Math.min(count, 9), '').concat(each(count, (number) => (number > 9 ? plannedOf(number) : []))),
    ),
    run('plan-missing', { mode: 'plan' }, plan(count, 'ec2:CreateImage')),
    run('backup-good', {}, good),
    run(
      'backup-denied',
      {},
      each(count, (number) => failed(number, denial(number))),
    ),
    run('backup-mixed', {}, mixed(count)),
    run('backup-accepted', { wait: false }, each(count, created)),
    run('backup-retention', {}, [...good, ...retained(count)]),
    run('wait', { mode: 'wait' }, good),
    run('check', { mode: 'check', maxAge: DAY + HOUR }, checks(count)),
    run('prune', { mode: 'prune' }, retained(count)),
  ];
}
