/** Endpoints of the shared config files, as the SDK takes them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { readSharedFiles } from '../../../src/aws/shared-files.ts';
import { sharedEndpoints } from '../../../src/aws/shared-endpoints.ts';

const names = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_PROFILE'];
const before = new Map(names.map((name) => [name, process.env[name]]));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shared-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, value] of before) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

/** The library reads where the files are from the environment of the process. */
async function endpointsWith(files: { config?: string; credentials?: string; profile?: string }) {
  const { config = '', credentials = '', profile } = files;
  process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
  if (profile !== undefined) process.env['AWS_PROFILE'] = profile;
  writeFileSync(join(folder, 'config'), config);
  writeFileSync(join(folder, 'credentials'), credentials);
  return sharedEndpoints(await readSharedFiles(process.env));
}

const URL = 'http://127.0.0.1:1';

test.each([
  { of: 'the default profile', files: { config: `[default]\nendpoint_url = ${URL}\n` } },
  { of: 'an empty name of a profile', files: { config: `[default]\nendpoint_url = ${URL}\n`, profile: '' } },
  { of: 'the credentials file', files: { credentials: `[default]\nendpoint_url = ${URL}\n` } },
])('of $of', async ({ files }) => {
  expect(await endpointsWith(files)).toEqual([{ name: 'endpoint_url of the profile default', url: URL }]);
});

test('of the profile that is asked for, and of no other', async () => {
  const config = `[default]\nendpoint_url = http://127.0.0.1:2\n[profile team]\nendpoint_url = ${URL}\n`;
  const found = await endpointsWith({ config, profile: 'team' });
  expect(found).toEqual([{ name: 'endpoint_url of the profile team', url: URL }]);
});

test('of services that are called here, and of no others', async () => {
  const services = `[services local]\nec2 =\n  endpoint_url = ${URL}\ns3 =\n  endpoint_url = localhost:9000\n`;
  const found = await endpointsWith({ config: `[default]\nservices = local\n${services}` });
  expect(found).toEqual([{ name: 'ec2.endpoint_url of the profile default', url: URL }]);
});

test('none without files', async () => {
  expect(await endpointsWith({})).toEqual([]);
});
