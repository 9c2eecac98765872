/** Events of runs, as builders and as arbitrary values. */
import fc from 'fast-check';
import type { Event, Happening } from '../../../src/model/event.ts';
import type { Image, ImageRequest } from '../../../src/model/image.ts';
import { catalogue, type Problem, type ProblemCode } from '../../../src/model/problem.ts';
import type { ReportFile } from '../../../src/model/report-file.ts';
import { reportFileText } from '../../../src/report/report-file.ts';
import { foldEvents, type Report } from '../../../src/report/report.ts';
import { ACCOUNT, anImage, anInstance, aProblem, aRequest, instanceId, REGION } from '../builders.ts';

export const START = Date.UTC(2026, 10, 22, 2, 17);

type Started = Extract<Happening, { kind: 'started' }>;

/** Gives each event its time: a second after the one before. */
export function history(...happenings: readonly Happening[]): Event[] {
  return happenings.map((happening, at) => ({ at: START + at * 1_000, ...happening }));
}

export function started(parts: Partial<Started> = {}): Started {
  return {
    kind: 'started',
    mode: 'backup',
    runKey: '42-0123abcd',
    reportFile: '/tmp/report.json',
    wait: true,
    maxFailures: 0,
    ...parts,
  };
}

/** The request of the n-th instance. */
export function requestOf(number: number, parts: Partial<ImageRequest> = {}): ImageRequest {
  return aRequest({ instance: anInstance({ id: instanceId(number), name: `web-${number}` }), ...parts });
}

export function imageOf(number: number, parts: Partial<Image> = {}): Image {
  return anImage({ id: `ami-${number}`, name: `image ${number}`, snapshots: [`snap-${number}`], ...parts });
}

export function created(number: number, parts: Partial<ImageRequest> = {}): Happening {
  return { kind: 'created', request: requestOf(number, parts), image: `ami-${number}` };
}

export function available(number: number, parts: Partial<ImageRequest> = {}): Happening {
  return { kind: 'available', request: requestOf(number, parts), image: imageOf(number) };
}

export function failed(number: number, code: ProblemCode, image?: Image): Happening {
  const problem = aProblem(code, {
    place: { account: ACCOUNT, region: REGION, instance: instanceId(number) },
  });
  return { kind: 'failed', of: requestOf(number), problem, ...(image === undefined ? {} : { image }) };
}

export function selected(numbers: readonly number[], target = 1, region = REGION): Happening {
  const instances = numbers.map((number) => ({ id: instanceId(number), name: `web-${number}` }));
  return {
    kind: 'selected',
    target,
    place: { account: ACCOUNT, region },
    selection: { instances, leftOut: {}, excluded: 0 },
  };
}

export function reportOf(...happenings: readonly Happening[]): Report {
  return foldEvents(history(...happenings));
}

/** The report file of a run, read back. */
export function reportFileOf(...happenings: readonly Happening[]): ReportFile {
  return JSON.parse(reportFileText(reportOf(...happenings), true)) as ReportFile;
}

const hostilePieces = [
  '::',
  '##[',
  '|',
  '`',
  '<',
  '>',
  '&',
  '[',
  '](',
  '\\',
  '*',
  '\n',
  '\r',
  '\u2028',
  '\u0085',
  '\u202e',
  '@',
  ' ',
];

/** Text that would love to be markup or a command. */
export const hostile = fc
  .array(fc.oneof(fc.constantFrom(...hostilePieces), fc.string({ unit: 'binary', maxLength: 8 })), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

const codes = Object.keys(catalogue) as ProblemCode[];
const target = fc.integer({ min: 1, max: 3 });
const region = fc.constantFrom('eu-west-1', 'cn-north-1', 'us-gov-east-1', 'mars-1');
const place = fc.record(
  { account: fc.constantFrom(ACCOUNT, '333333333333'), region, instance: hostile, image: hostile },
  { requiredKeys: [] },
);
const instance = fc
  .record({ number: fc.integer({ min: 1, max: 4 }), name: hostile })
  .map(({ number, name }) => anInstance({ id: instanceId(number), name }));
const request = fc
  .record({
    target,
    region,
    instance,
    name: hostile,
    series: fc.constantFrom('a', 'b'),
    noReboot: fc.boolean(),
  })
  .map((parts) => aRequest(parts));
const state = fc.constantFrom('pending', 'available', 'failed', 'disabled', 'a state of the future');
const image: fc.Arbitrary<Image> = fc
  .record({
    id: fc.integer({ min: 1, max: 9 }).map((number) => `ami-${number}`),
    name: hostile,
    state,
    sizeGiB: fc.nat(99),
  })
  .map((parts) => anImage(parts));

export const problem: fc.Arbitrary<Problem> = fc.record(
  {
    code: fc.constantFrom(...codes),
    phase: fc.constantFrom('plan', 'create', 'wait'),
    place,
    what: hostile,
    said: hostile,
    awsCode: hostile,
    mend: hostile,
  },
  { requiredKeys: ['code', 'phase', 'place', 'what'] },
);

const selection = fc.record({
  instances: fc.array(fc.record({ id: fc.integer({ min: 1, max: 4 }).map(instanceId), name: hostile })),
  leftOut: fc.dictionary(hostile, fc.nat(5)),
  excluded: fc.nat(5),
});
const progress = fc.record(
  { available: fc.nat(9), pending: fc.nat(9), percent: fc.nat(100) },
  { requiredKeys: ['available', 'pending'] },
);

function kind<const K extends string>(name: K): { kind: fc.Arbitrary<K> } {
  return { kind: fc.constant(name) };
}

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    ...kind('started'),
    mode: fc.constantFrom('backup', 'validate'),
    runKey: fc.constantFrom('', '42-aa'),
    reportFile: fc.string(),
    wait: fc.boolean(),
    maxFailures: fc.nat(3),
  }),
  fc.record({ ...kind('signed-in'), account: hostile, arn: hostile, how: hostile }),
  fc.record({ ...kind('target-signed-in'), target, account: hostile, arn: hostile }),
  fc.record({ ...kind('selected'), target, place, selection }),
  fc.record({ ...kind('created'), request, image: fc.constantFrom('ami-1', 'ami-2') }),
  fc.record({ ...kind('adopted'), request, image }),
  fc.record({ ...kind('vanished'), of: request }),
  fc.record({ ...kind('progressed'), place, progress }),
  fc.record({ ...kind('available'), request, image }),
  fc.record({ ...kind('failed'), of: request, problem, image }, { requiredKeys: ['kind', 'of', 'problem'] }),
  fc.record({ ...kind('target-failed'), target, problem }, { requiredKeys: ['kind', 'problem'] }),
  fc.record({ ...kind('target-started'), target }),
  fc.record(
    { kind: fc.constantFrom('noticed', 'warned'), target, text: hostile, place },
    { requiredKeys: ['kind', 'text', 'place'] },
  ),
);
