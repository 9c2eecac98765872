/** China and GovCloud are other partitions: other ARNs, audience, endpoints and console. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { MAIN } from '../emulator/world.ts';
import { imageIdsOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();

const PARTITIONS = [
  {
    partition: 'aws-cn',
    region: 'cn-north-1',
    audience: 'sts.amazonaws.com.cn',
    sts: 'sts.cn-north-1.amazonaws.com.cn',
    console: 'https://cn-north-1.console.amazonaws.cn/',
  },
  {
    partition: 'aws-us-gov',
    region: 'us-gov-west-1',
    audience: 'sts.amazonaws.com',
    sts: 'sts.us-gov-west-1.amazonaws.com',
    console: 'https://console.amazonaws-us-gov.com/',
  },
  {
    partition: 'aws',
    region: 'us-east-1',
    audience: 'sts.amazonaws.com',
    sts: 'sts.us-east-1.amazonaws.com',
    console: 'https://us-east-1.console.aws.amazon.com/',
  },
];

function inputsOf({ partition, region }: { partition: string; region: string }): Record<string, string> {
  const role = `arn:${partition}:iam::${MAIN}:role/main`;
  const instances = 'all';
  return {
    'role-to-assume': role,
    'aws-region': region,
    'target-role': 'teams/ami',
    targets: WEB,
    instances,
  };
}

test.each(PARTITIONS)('$partition has its own ARNs, audience and console', async (place) => {
  const { partition, region, audience } = place;
  const main = `arn:${partition}:iam::${MAIN}:role/main`;
  const oidc = { oidcSubjects: [stage.github.subject], oidcAudience: audience };
  await stage.aws.seed(
    { id: MAIN, regions: [region], oidcProviders: [stage.github.issuer], roles: [{ name: 'main', ...oidc }] },
    {
      id: WEB,
      regions: [region],
      roles: [{ name: 'ami', path: '/teams/', trusts: [main] }],
      instances: [{ id: idOf(1), name: 'web-1' }],
    },
  );
  const run = await stage.step(inputsOf(place));
  expect(run.exitCode).toBe(0);
  expect(stage.github.requests.map((request) => request.audience)).toEqual([audience]);
  const [, assume, ...rest] = await stage.aws.calls();
  expect(assume).toMatchObject({
    action: 'AssumeRole',
    region,
    params: { RoleArn: `arn:${partition}:iam::${WEB}:role/teams/ami` },
  });
  expect(new Set(rest.map((call) => call.region))).toEqual(new Set([region]));
  expect(run.summary).toContain(`(${place.console}ec2/home?region=${region}#`);
  expect(run.summary).toContain(imageIdsOf(run)[0]);
});

test.each(PARTITIONS)(
  'the token goes to the STS of $region, through the proxy of the runner',
  async (place) => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const run = await stage.step(inputsOf(place), {
      env: { AWS_ENDPOINT_URL: undefined, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1' },
    });
    await new Promise((resolve) => proxy.close(resolve));
    expect(new Set(asked)).toEqual(new Set([`${place.sts}:443`]));
    expect(run.exitCode).toBe(1);
    expect(run.outputs['failures']).toContain('"NetworkUnreachable"');
  },
);

test('a role of another partition than the region is an input error, before any call', async () => {
  const run = await stage.step(inputsOf({ partition: 'aws-cn', region: 'eu-west-1' }));
  expect(run.exitCode).toBe(1);
  expect(run.log).toContain('role-to-assume');
  expect(run.outputs['failures']).toContain('"InputInvalid"');
  expect(stage.github.requests).toEqual([]);
  expect(await stage.aws.calls()).toEqual([]);
});

test('a region that AWS opened after this version is taken, with a warning, and its endpoints are asked', async () => {
  const asked: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const run = await stage.step(inputsOf({ partition: 'aws', region: 'eu-west-4' }), {
    env: { AWS_ENDPOINT_URL: undefined, HTTPS_PROXY: url, NO_PROXY: '127.0.0.1' },
  });
  await new Promise((resolve) => proxy.close(resolve));
  expect(new Set(asked)).toEqual(new Set(['sts.eu-west-4.amazonaws.com:443']));
  const warnings = run.commands.filter(({ name }) => name === 'warning').map(({ message }) => message);
  expect(warnings).toEqual([
    expect.stringMatching(/^The region "eu-west-4" is unknown to this version.*Did you mean "eu-west-1"\?/),
  ]);
});

test('a filter that this version does not know is left to EC2, with a warning', async () => {
  const roles = [{ name: 'ami', path: '/teams/', trusts: [`arn:aws:iam::${MAIN}:role/main`] }];
  const main = [{ name: 'main', oidcSubjects: [stage.github.subject] }];
  await stage.aws.seed(
    { id: MAIN, oidcProviders: [stage.github.issuer], roles: main },
    { id: WEB, roles, instances: [{ id: idOf(1), name: 'web-1' }] },
  );
  const inputs = inputsOf({ partition: 'aws', region: 'eu-west-1' });
  const run = await stage.step({ ...inputs, exclude: 'instance-color: blue' });
  expect(run.exitCode).toBe(1);
  expect(run.log).toContain('The filter "instance-color" is unknown to this version of the action');
  expect(run.outputs['failures']).toContain("The filter 'instance-color' is invalid");
  expect(await stage.ec2Calls('CreateImage')).toEqual([]);
});
