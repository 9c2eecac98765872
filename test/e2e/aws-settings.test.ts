/** Settings of the SDK in the environment: read in any case, and never passed over without a word. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { failuresOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const INPUTS = { targets: WEB, instances: 'all', wait: 'false' };

/** A proxy that connects nobody, and ends the step that asked for it. */
const asked: string[] = [];
let over = new AbortController();
const proxy = createServer().on('connect', (request, socket) => {
  // The step may be gone before the answer is.
  socket.on('error', () => undefined);
  asked.push(request.url ?? '');
  socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  over.abort();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

beforeEach(async () => {
  asked.length = 0;
  over = new AbortController();
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1' }] });
});

async function hostAsked(env: Record<string, string>, workspaceFiles = {}): Promise<string | undefined> {
  const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const settings = { AWS_ENDPOINT_URL: undefined, HTTPS_PROXY, ...env };
  await stage.step(INPUTS, { env: settings, workspaceFiles, kill: over.signal });
  return asked[0];
}

test.each([
  [{}, 'sts.eu-west-1.amazonaws.com:443'],
  [{ AWS_USE_FIPS_ENDPOINT: 'true' }, 'sts-fips.eu-west-1.amazonaws.com:443'],
  [{ AWS_USE_FIPS_ENDPOINT: 'True' }, 'sts-fips.eu-west-1.amazonaws.com:443'],
  [{ AWS_USE_FIPS_ENDPOINT: 'FALSE' }, 'sts.eu-west-1.amazonaws.com:443'],
  [{ AWS_USE_DUALSTACK_ENDPOINT: 'TRUE' }, 'sts.eu-west-1.api.aws:443'],
  [
    { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    'sts.eu-west-1.amazonaws.com:443',
  ],
])('with %j, %s is called', async (env, host) => {
  expect(await hostAsked(env)).toBe(host);
});

test('a profile is read in any case, too', async () => {
  const config = '[default]\nuse_fips_endpoint = True\n';
  const host = await hostAsked({ AWS_CONFIG_FILE: 'aws-config' }, { 'aws-config': config });
  expect(host).toBe('sts-fips.eu-west-1.amazonaws.com:443');
});

test.each([
  [{ AWS_USE_FIPS_ENDPOINT: '1' }, 'AWS_USE_FIPS_ENDPOINT is set to something other than true or false'],
  [
    { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'yes' },
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is set to something other than true or false',
  ],
  [{ AWS_USE_FIPS_ENDPOINT: 'True' }, 'AWS_USE_FIPS_ENDPOINT is true and AWS_ENDPOINT_URL names an endpoint'],
])('%j ends the run before any call', async (env, what) => {
  const run = await stage.step(INPUTS, { env });
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toMatchObject([
    { code: 'EnvironmentInvalid', phase: 'sign-in', message: expect.stringContaining(what) },
  ]);
  expect([await stage.aws.calls(), stage.github.requests]).toEqual([[], []]);
});

test('what is set and not used is told', async () => {
  const env = { AWS_MAX_ATTEMPTS: '50', AWS_DEFAULTS_MODE: 'auto', AWS_RETRY_MODE: 'adaptive' };
  const run = await stage.step(INPUTS, { env });
  expect(run.exitCode).toBe(0);
  for (const name of Object.keys(env))
    expect(run.log).toContain(`${name} is set, but this action does not use it`);
});
