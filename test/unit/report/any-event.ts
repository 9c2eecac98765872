/** Any event of any run: a kind without an entry here does not compile. */
import fc from 'fast-check';
import { modes, type Event, type Happening } from '../../../src/model/event.ts';
import type { Freshness } from '../../../src/model/event.ts';
import { matrixOrder, type PermissionCell } from '../../../src/model/permission.ts';
import { catalogue, type Problem, type ProblemCode } from '../../../src/model/problem.ts';
import type { Verdict } from '../../../src/model/retention.ts';
import { ACCOUNT, anImage, anInstance, aRequest, instanceId } from '../builders.ts';
import { hostile as text, START } from './histories.ts';

type Parts<K extends Event['kind']> = Omit<Happening & { readonly kind: K }, 'kind'>;

const codes = Object.keys(catalogue) as ProblemCode[];
const target = fc.integer({ min: 1, max: 3 });
const number = fc.integer({ min: 1, max: 4 });
const region = fc.constantFrom('eu-west-1', 'cn-north-1', 'us-gov-east-1', 'mars-1');
const account = fc.constantFrom(ACCOUNT, '333333333333');
const place = fc.record({ account, region, instance: text, image: text }, { requiredKeys: [] });
const tags = fc.array(fc.record({ key: text, value: text }), { maxLength: 2 });
const instance = fc
  .record({ number, name: text, type: text, tags })
  .map((parts) => anInstance({ id: instanceId(parts.number), name: parts.name, type: parts.type }));
const request = fc
  .record({
    target,
    region,
    instance,
    name: text,
    description: text,
    tags,
    series: fc.oneof(fc.constantFrom('a', 'b'), text),
    noReboot: fc.boolean(),
    excludedDevices: fc.array(text, { maxLength: 2 }),
  })
  .map((parts) => aRequest(parts));
const state = fc.oneof(fc.constantFrom('pending', 'available', 'failed', 'disabled'), text);
const image = fc
  .record({ number, name: text, state, stateReason: text, sizeGiB: fc.nat(99), createdAt: fc.nat(START) })
  .map(({ number: id, ...parts }) => anImage({ id: `ami-${id}`, ...parts }));

export const anyProblem: fc.Arbitrary<Problem> = fc.record(
  {
    code: fc.constantFrom(...codes),
    phase: fc.constantFrom('sign-in', 'plan', 'create', 'wait', 'copy', 'prune', 'check'),
    place,
    what: text,
    said: text,
    saidBy: fc.constantFrom('AWS', 'GitHub', 'the system', 'the action'),
    awsCode: text,
    denied: fc.record({ action: text, resource: text, by: text }, { requiredKeys: ['action'] }),
    file: fc.record({ path: text, line: fc.nat(9), column: fc.nat(9) }),
    mend: text,
    stack: text,
  },
  { requiredKeys: ['code', 'phase', 'place', 'what'] },
);
const problem = anyProblem;
const verdict: fc.Arbitrary<Verdict> = fc.record({
  image: text,
  name: text,
  createdAt: fc.nat(START),
  sizeGiB: fc.nat(99),
  decision: fc.constantFrom('keep', 'prune'),
  reasons: fc.array(fc.record({ code: fc.constant('does-not-count'), text }), { maxLength: 3 }),
});
const verdicts = fc.array(verdict, { maxLength: 4 });
const cell: fc.Arbitrary<PermissionCell> = fc.record(
  {
    action: fc.constantFrom('sts:AssumeRole', ...matrixOrder),
    place,
    role: text,
    answer: fc.constantFrom('allowed', 'denied', 'cannot be tried'),
    note: text,
    missing: text,
    statements: fc.array(
      fc.record({ Effect: fc.constant('Allow'), Action: text, Resource: fc.oneof(text, fc.array(text)) }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['action', 'place', 'role', 'answer'] },
);
const freshness: fc.Arbitrary<Freshness> = fc.oneof(
  fc.record({ kind: fc.constantFrom('fresh', 'too old'), image }),
  fc.record({ kind: fc.constant('no image'), because: text }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('too new') }),
);
const plan = fc.oneof(
  fc.record({
    outcome: fc.constant('created'),
    request,
    snapshots: fc.nat(9),
    sizeGiB: fc.option(fc.nat(99)),
  }),
  fc.record({ outcome: fc.constantFrom('adopted', 'skipped'), request, image }),
);
const selection = fc.record({
  instances: fc.array(fc.record({ id: number.map(instanceId), name: text }), { maxLength: 4 }),
  leftOut: fc.dictionary(text, fc.nat(5)),
  excluded: fc.nat(5),
});
const progress = fc.record(
  { available: fc.nat(9), pending: fc.nat(9), percent: fc.nat(100) },
  { requiredKeys: ['available', 'pending'] },
);
const notice = fc.record({ target, text, place }, { requiredKeys: ['text', 'place'] });

const partsOf: { readonly [K in Event['kind']]: fc.Arbitrary<Parts<K>> } = {
  started: fc.record(
    {
      mode: fc.constantFrom(...modes),
      runKey: fc.constantFrom('', '42-aa'),
      reportFile: text,
      wait: fc.boolean(),
      maxFailures: fc.nat(3),
      maxAge: fc.nat(),
      page: fc.record(
        {
          step: text,
          isWanted: fc.boolean(),
          docs: fc.constant('https://github.com/OWNER/cross-account-ami/blob/v1/docs/troubleshooting.md'),
          price: fc.double({ min: 0, max: 9, noNaN: true }),
        },
        { requiredKeys: ['step', 'isWanted'] },
      ),
    },
    { requiredKeys: ['mode', 'runKey', 'reportFile', 'wait', 'maxFailures'] },
  ),
  'signed-in': fc.record({ account: text, arn: text, how: text }),
  'target-signed-in': fc.record({ target, account: text, arn: text }),
  selected: fc.record({ target, place, selection }),
  created: fc.record({ request, image: fc.constantFrom('ami-1', 'ami-2') }),
  adopted: fc.record({ request, image }),
  skipped: fc.record({ request, image }),
  recovered: fc.record({ of: request }),
  vanished: fc.record({ of: request }),
  planned: fc.record({ plan }),
  foreseen: fc.record({ target, of: request, problem }, { requiredKeys: ['problem'] }),
  tried: fc.record({ target, cell, problem }, { requiredKeys: ['cell'] }),
  sharded: fc.record({ shards: fc.constantFrom(['1/1'], ['1/2', '2/2']) }),
  checked: fc.record({ of: request, freshness }),
  progressed: fc.record({ place, progress }),
  available: fc.record({ request, image }),
  failed: fc.record(
    { of: request, problem, image, unknown: fc.constant(true) },
    { requiredKeys: ['of', 'problem'] },
  ),
  'target-failed': fc.record({ target, problem }, { requiredKeys: ['problem'] }),
  'run-failed': fc.record({ problem }),
  'target-started': fc.record({ target }),
  retained: fc.record({ of: request, verdicts }),
  pruned: fc.record({ target, place, image: verdict }, { requiredKeys: ['place', 'image'] }),
  'prune-failed': fc.record({ target, problem }, { requiredKeys: ['problem'] }),
  removed: fc.record({ what: text, place }),
  held: fc.record({ place, series: text, images: fc.nat(99), sizeGiB: fc.nat(99) }),
  unattended: fc.record({ place, images: verdicts }),
  loose: fc.record({
    place,
    snapshots: fc.array(
      fc.record(
        { snapshot: text, image: text, startedAt: fc.nat(START), sizeGiB: fc.nat(99), reason: text },
        { requiredKeys: ['snapshot', 'image', 'startedAt', 'sizeGiB'] },
      ),
      { maxLength: 4 },
    ),
  }),
  noticed: notice,
  warned: notice,
};

export const kinds = Object.keys(partsOf) as Event['kind'][];

/** Any happening of one kind. */
export function anyOf(kind: Event['kind']): fc.Arbitrary<Happening> {
  return (partsOf[kind] as fc.Arbitrary<object>).map((parts) => ({ kind, ...parts }) as Happening);
}

export const anyEvents: fc.Arbitrary<Event[]> = fc
  .array(fc.tuple(fc.nat(60_000), fc.oneof(...kinds.map(anyOf))), { maxLength: 30 })
  .map((steps) => {
    let at = START;
    return steps.map(([later, what]) => ({ at: (at += later), ...what }));
  });
