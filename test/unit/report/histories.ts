/** Events of runs, as builders. */
import fc from 'fast-check';
import type { Event, Happening } from '../../../src/model/event.ts';
import type { Image, ImageRequest } from '../../../src/model/image.ts';
import type { ProblemCode } from '../../../src/model/problem.ts';
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
