/** What AWS checks when a call comes: each action on each resource, with the condition keys that it knows there. */
import type { NamedResource, RecordedCall, Tags } from '../emulator/calls.ts';
import { referenceOf, type Kind, type Reference } from './reference.ts';

export type Context = Readonly<Record<string, string | readonly string[]>>;

export interface Check {
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** The account that the resource is in. */
  readonly account: string;
  /** ARN of a session, of a user or of an OIDC provider, or the name of a service. */
  readonly caller: string;
  readonly context: Context;
  /** What has to allow it: the caller's own policies, or whom the role that is asked for trusts. */
  readonly by: { readonly policiesOf: string } | { readonly trustOf: string };
}

/** What may be asked about with a resource or a request, before the reference says what is heard. */
interface Asked {
  readonly call: RecordedCall;
  readonly action: string;
  readonly thing?: NamedResource;
  /** The resource is made by this call. */
  readonly made?: string;
  readonly context?: Context;
}

/** They belong to every call of AWS, so no action lists them. */
const GLOBAL = ['aws:CalledVia', 'aws:PrincipalArn', 'aws:RequestedRegion', 'aws:ResourceAccount'];
/** A `*` in a request counts as a pattern, so a resource that is to come gets an id that is none. */
const IDS: Readonly<Record<string, string>> = {
  image: 'ami',
  instance: 'i',
  snapshot: 'snap',
  volume: 'vol',
};
const WITHOUT_ACCOUNT = ['image', 'snapshot'];
const EC2 = 'ec2-images.amazonaws.com';

/** Every check of a call of EC2, Auto Scaling or any service but STS. */
export async function checksOf(call: RecordedCall): Promise<Check[]> {
  const action = `${call.service}:${call.action}`;
  const { resources = [], tags = {}, looksInto = [], looksAs = EC2 } = call;
  const own = await checksOfAction(call, action, resources);
  const kinds = call.action === 'CreateTags' ? [] : Object.keys(tags);
  const created = kinds.map((kind) =>
    check({ call, action: 'ec2:CreateTags', made: kind, context: { 'ec2:CreateAction': call.action } }),
  );
  const deleted = resources
    .filter(({ kind }) => call.action === 'DeregisterImage' && kind === 'snapshot')
    .map((thing) => check({ call, action: 'ec2:DeleteSnapshot', thing }));
  const within = looksInto.map((each) =>
    check({ call, action: each, context: { 'aws:CalledVia': [looksAs] } }),
  );
  return [...own, ...(await Promise.all([...created, ...deleted, ...within]))];
}

/** On what the call names of the kinds that the action knows; what it must have and does not name is made by it. */
async function checksOfAction(
  call: RecordedCall,
  action: string,
  things: readonly NamedResource[],
): Promise<Check[]> {
  const { kinds } = await referenceOf(action);
  const named = things.filter(({ kind }) => kinds.some(({ name }) => name === kind));
  const made = kinds.filter(({ name, required }) => required && !named.some(({ kind }) => kind === name));
  const asked: Asked[] = [
    ...named.map((thing) => ({ call, action, thing })),
    ...made.map(({ name }) => ({ call, action, made: name })),
  ];
  return Promise.all((asked.length > 0 ? asked : [{ call, action }]).map(check));
}

async function check(asked: Asked): Promise<Check> {
  const { call, action, thing } = asked;
  const reference = await referenceOf(action);
  const kind = thing?.kind ?? asked.made;
  const account = thing?.owner ?? callerOf(call).account;
  return {
    action,
    resource: reference.kinds.length === 0 ? '*' : arnOf(asked, kind ?? 'thing'),
    account,
    caller: callerOf(call).arn,
    context: heard(reference, kind, {
      ...facts(asked, kind),
      ...asked.context,
      'aws:ResourceAccount': account,
    }),
    by: { policiesOf: callerOf(call).role ?? callerOf(call).arn },
  };
}

function facts({ call, thing }: Asked, kind: string | undefined): Context {
  const requested = (kind === undefined ? undefined : call.tags?.[kind]) ?? {};
  const named = thing && {
    ...tagged('aws:ResourceTag/', thing.tags),
    ...tagged('ec2:ResourceTag/', thing.tags),
    'ec2:Owner': thing.owner,
    'ec2:Public': 'false',
    'ec2:ImageID': thing.id,
    'ec2:InstanceID': thing.id,
    'ec2:SnapshotID': thing.id,
  };
  return {
    'ec2:Region': call.region,
    'aws:RequestedRegion': call.region,
    'aws:PrincipalArn': callerOf(call).role ?? callerOf(call).arn,
    ...requestTags(requested),
    ...named,
  };
}

/** The tags of a request, as a context knows them. */
export function requestTags(tags: Tags): Context {
  const keys = Object.keys(tags);
  return { ...tagged('aws:RequestTag/', tags), ...(keys.length > 0 ? { 'aws:TagKeys': keys } : {}) };
}

/** The part of a context that the action knows on this kind of resource. */
export function heard(reference: Reference, kind: string | undefined, context: Context): Context {
  const ofKind = reference.kinds.find((one: Kind) => one.name === kind)?.keys ?? [];
  const keys = [...reference.keys, ...ofKind];
  return Object.fromEntries(
    Object.entries(context).filter(([key]) => GLOBAL.includes(key) || keys.some((one) => one.test(key))),
  );
}

function tagged(prefix: string, tags: Tags): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}

function arnOf({ call, action, thing }: Asked, kind: string): string {
  const [service = ''] = action.split(':');
  const account = WITHOUT_ACCOUNT.includes(kind) ? '' : (thing?.owner ?? callerOf(call).account);
  const id = thing?.id ?? `${IDS[kind] ?? kind}-00000000000000000`;
  return `arn:${partitionOf(call)}:${service}:${call.region}:${account}:${kind}/${id}`;
}

export function partitionOf(call: RecordedCall): string {
  return (call.role ?? callerOf(call).arn).split(':')[1] ?? 'aws';
}

export function callerOf(call: RecordedCall): NonNullable<RecordedCall['caller']> {
  if (call.caller === null) throw new Error(`${call.action} has no caller`);
  return call.caller;
}
