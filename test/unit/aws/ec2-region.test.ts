import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { Ec2Region } from '../../../src/aws/ec2-region.ts';
import { aRequest, instanceId } from '../builders.ts';
import { awsError } from './errors.ts';
import { ec2Region, KEYS, PLACE } from './region.ts';

const ec2 = mockClient(EC2Client);

beforeEach(() => {
  ec2.reset();
});

const REPLY = { ImageId: 'ami-1' };

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, at) => instanceId(at + 1));
}

describe('findInstances', () => {
  test.each([
    { selector: { kind: 'all' } as const, filters: [] },
    { selector: { kind: 'ids', ids: ids(2) } as const, filters: [{ Name: 'instance-id', Values: ids(2) }] },
    {
      selector: { kind: 'filters', filters: [{ name: 'tag:A', values: ['x', 'y'] }] } as const,
      filters: [{ Name: 'tag:A', Values: ['x', 'y'] }],
    },
  ])(
    'asks with the filters of $selector.kind, so that an unknown id fails nothing',
    async ({ selector, filters }) => {
      ec2.on(DescribeInstancesCommand).resolves({});
      expect(await ec2Region().instances.find(selector)).toEqual({ ok: true, value: [] });
      const inputs = ec2.commandCalls(DescribeInstancesCommand).map((call) => call.args[0].input);
      expect(inputs).toMatchObject([{ Filters: filters, MaxResults: 1000 }]);
      expect(inputs[0]).not.toHaveProperty('InstanceIds');
    },
  );

  test('reads all pages', async () => {
    ec2
      .on(DescribeInstancesCommand)
      .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }], NextToken: 'two' });
    ec2.on(DescribeInstancesCommand, { NextToken: 'two' }).resolves({
      Reservations: [{}, { Instances: [{ InstanceId: 'i-2' }, { InstanceId: 'i-3' }] }],
    });
    const found = await ec2Region().instances.find({ kind: 'all' });
    expect(found.ok && found.value.map(({ id }) => id)).toEqual(['i-1', 'i-2', 'i-3']);
  });

  test('asks for 200 ids at a time, the most that a filter takes', async () => {
    const answer = (id: string) => ({ Reservations: [{ Instances: [{ InstanceId: id }] }] });
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce(answer('i-1'))
      .resolvesOnce(answer('i-2'))
      .resolves(answer('i-3'));
    const found = await ec2Region().instances.find({ kind: 'ids', ids: ids(401) });
    const asked = ec2
      .commandCalls(DescribeInstancesCommand)
      .map((call) => call.args[0].input.Filters?.[0]?.Values);
    expect(asked.map((values) => values?.length)).toEqual([200, 200, 1]);
    expect(asked.flat()).toEqual(ids(401));
    expect(found.ok && found.value).toHaveLength(3);
  });

  test('that is denied is a problem of the plan, at its place', async () => {
    ec2.on(DescribeInstancesCommand).rejects(awsError('UnauthorizedOperation', 'no'));
    expect(await ec2Region().instances.find({ kind: 'all' })).toMatchObject({
      ok: false,
      problem: {
        code: 'AccessDenied',
        phase: 'plan',
        place: PLACE,
        what: expect.stringContaining('instances'),
      },
    });
  });
});

describe('createImage', () => {
  test('answers the id, and always states NoReboot', async () => {
    ec2.on(CreateImageCommand).resolves(REPLY);
    expect(await ec2Region().images.create(aRequest())).toEqual({ ok: true, value: 'ami-1' });
    expect(ec2.commandCalls(CreateImageCommand).map((call) => call.args[0].input)).toMatchObject([
      { InstanceId: instanceId(1), NoReboot: true },
    ]);
  });

  test('that fails names the instance', async () => {
    ec2.on(CreateImageCommand).rejects(awsError('InvalidAMIName.Duplicate', 'taken'));
    expect(await ec2Region().images.create(aRequest())).toMatchObject({
      ok: false,
      problem: { code: 'NameTaken', phase: 'create', place: { ...PLACE, instance: instanceId(1) } },
    });
  });

  test('without an id may have made the image all the same', async () => {
    ec2.on(CreateImageCommand).resolves({});
    expect(await ec2Region().images.create(aRequest())).toMatchObject({
      ok: false,
      problem: { code: 'AwsFailed' },
    });
  });

  test('with credentials that have expired is made again with new ones', async () => {
    ec2.on(CreateImageCommand).rejectsOnce(awsError('RequestExpired', 'old')).resolves(REPLY);
    let forgotten = false;
    const forget = (): void => {
      forgotten = true;
    };
    const credentials = Object.assign(() => Promise.resolve(KEYS), { forget });
    expect(await ec2Region(credentials).images.create(aRequest())).toEqual({ ok: true, value: 'ami-1' });
    expect(forgotten).toBe(true);
  });
});

describe('look-ups of images', () => {
  const own = { Owners: ['self'], IncludeDisabled: true };

  test('by id ask with a filter, 200 at a time, for own images in every state', async () => {
    const answer = (id: string) => ({ Images: [{ ImageId: id, State: 'pending' as const }] });
    ec2.on(DescribeImagesCommand).resolvesOnce(answer('ami-1')).resolves(answer('ami-2'));
    const found = await ec2Region().images.find(ids(201));
    const inputs = ec2.commandCalls(DescribeImagesCommand).map((call) => call.args[0].input);
    expect(inputs).toMatchObject([
      { ...own, Filters: [{ Name: 'image-id', Values: ids(200) }] },
      { ...own, Filters: [{ Name: 'image-id', Values: [instanceId(201)] }] },
    ]);
    expect(inputs.filter((input) => 'ImageIds' in input)).toEqual([]);
    expect(found.ok && found.value).toHaveLength(2);
  });

  test('by no id ask nothing', async () => {
    expect(await ec2Region().images.find([])).toEqual({ ok: true, value: [] });
    expect(ec2.calls()).toHaveLength(0);
  });

  test('by name answer the image of exactly this name, or nothing', async () => {
    ec2
      .on(DescribeImagesCommand)
      .resolvesOnce({})
      .resolves({ Images: [{ ImageId: 'ami-1' }] });
    const here = ec2Region();
    expect(await here.images.named('a*')).toEqual({ ok: true, value: undefined });
    expect(await here.images.named('a*')).toMatchObject({ ok: true, value: { id: 'ami-1' } });
    expect(ec2.commandCalls(DescribeImagesCommand)[0]?.args[0].input).toMatchObject({
      ...own,
      Filters: [{ Name: 'name', Values: [String.raw`a\*`] }],
    });
  });

  test.each([
    { look: (here: Ec2Region) => here.images.find(['ami-1']), phase: 'wait' },
    { look: (here: Ec2Region) => here.images.ours('prune'), phase: 'prune' },
    { look: (here: Ec2Region) => here.images.named('name'), phase: 'create' },
  ])('that fail are problems of $phase', async ({ look, phase }) => {
    ec2.on(DescribeImagesCommand).rejects(awsError('InternalError', 'oops', 500));
    expect(await look(ec2Region())).toMatchObject({
      ok: false,
      problem: { code: 'AwsFailed', phase, place: PLACE },
    });
  });
});

test('statusChecks answers for the instances that EC2 shows', async () => {
  ec2.on(DescribeInstanceStatusCommand).resolves({
    InstanceStatuses: [
      { InstanceId: 'i-1', InstanceStatus: { Status: 'ok' }, SystemStatus: { Status: 'ok' } },
      {},
    ],
  });
  const checks = await ec2Region().instances.statusChecks(['i-1', 'i-2']);
  expect(checks.ok && [...checks.value]).toEqual([
    ['i-1', true],
    ['', false],
  ]);
});

test('snapshotProgress asks for one page of the snapshots, by their ids', async () => {
  ec2
    .on(DescribeSnapshotsCommand)
    .resolves({ Snapshots: [{ Progress: '40%' }, { Progress: 'soon' }, {}], NextToken: 'two' });
  const ids = Array.from({ length: 250 }, (_, at) => `snap-${at}`);
  expect(await ec2Region().snapshots.progress(ids)).toEqual({ ok: true, value: [40, 0, 0] });
  const inputs = ec2.commandCalls(DescribeSnapshotsCommand).map(({ args }) => args[0].input);
  expect(inputs).toEqual([{ SnapshotIds: ids.slice(0, 200) }]);
});
