/** Between the runner and AWS: proxies, replies that break off, machines that answer in place of AWS. */
import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateCACertificate, getLocal, type Mockttp } from 'mockttp';
import { failuresOf, imagesOf } from '../e2e/outputs.ts';
import type { Aws } from '../emulator/aws.ts';
import { expectSound } from './audit.ts';
import { openGate, type Fate } from './gate.ts';
import { accounts, TWO_TARGETS } from './places.ts';
import { openScenes } from './scenes.ts';
import { cutReplies, pastProxy, stalledReplies, strangePages, throughProxy } from './table-runs.ts';

const inScene = openScenes(2);
const CLOSED_PORT = 'http://127.0.0.1:9';

interface TlsFront {
  readonly server: Mockttp;
  /** Hosts that calls were meant for. */
  readonly hosts: string[];
  /** File with the certificate that signs its certificates. */
  readonly trust: string;
  close(): Promise<void>;
}

/** AWS behind TLS: as a proxy it opens every CONNECT, and it also answers by itself. */
async function openTlsFront(aws: Aws): Promise<TlsFront> {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const authority = await generateCACertificate();
  const trust = join(folder, 'authority.pem');
  writeFileSync(trust, authority.cert);
  const server = getLocal({ https: authority });
  const hosts: string[] = [];
  await server.start();
  await server.on('request', ({ url }) => {
    hosts.push(new URL(url).hostname);
  });
  await server.forAnyRequest().thenForwardTo(aws.url);
  return {
    server,
    hosts,
    trust,
    close: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

test.concurrent(
  throughProxy.fault,
  inScene(async ({ aws, github, step }) => {
    await aws.seed(...accounts(github));
    const front = await openTlsFront(aws);
    const run = await step(TWO_TARGETS, {
      env: {
        AWS_ENDPOINT_URL: undefined,
        HTTPS_PROXY: `http://127.0.0.1:${front.server.port}`,
        NO_PROXY: '127.0.0.1',
        NODE_EXTRA_CA_CERTS: front.trust,
      },
    });
    await front.close();
    expect(failuresOf(run)).toEqual([]);
    expect(await expectSound(run, aws)).toHaveLength(3);
    expect(new Set(front.hosts)).toEqual(
      new Set(['sts.eu-west-1.amazonaws.com', 'ec2.eu-west-1.amazonaws.com']),
    );
  }),
);

test.concurrent(
  pastProxy.fault,
  inScene(async ({ aws, github, step }) => {
    await aws.seed(...accounts(github));
    const front = await openTlsFront(aws);
    const run = await step(TWO_TARGETS, {
      env: {
        AWS_ENDPOINT_URL: `https://localhost:${front.server.port}`,
        HTTPS_PROXY: CLOSED_PORT,
        NO_PROXY: 'localhost',
        NODE_EXTRA_CA_CERTS: front.trust,
      },
    });
    await front.close();
    expect(failuresOf(run)).toEqual([]);
    expect(await expectSound(run, aws)).toHaveLength(3);
    expect(new Set(front.hosts)).toEqual(new Set(['localhost']));
  }),
);

/** The first call of each of these actions has this fate. */
function firstOf(actions: readonly string[], fate: Fate): (call: number, action: string) => Fate {
  const left = new Set(actions);
  return (_, action) => (left.delete(action) ? fate : 'pass');
}

const ACTIONS = ['AssumeRole', 'DescribeInstances', 'CreateImage', 'DescribeImages', 'DescribeSnapshots'];

test.concurrent(
  cutReplies.fault,
  inScene(async (scene) => {
    await scene.aws.seed(...accounts(scene.github));
    const actions = ['IdToken', 'AssumeRoleWithWebIdentity', ...ACTIONS];
    const gate = await openGate(scene, { fate: firstOf(actions, 'cut') });
    const run = await scene.step(TWO_TARGETS, { aws: gate.aws, github: gate.github });
    await gate.close();
    expect(failuresOf(run)).toEqual([]);
    expect(await expectSound(run, scene.aws)).toHaveLength(3);
    expect(imagesOf(run).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
  }),
);

test.concurrent(
  stalledReplies.fault,
  inScene(async (scene) => {
    await scene.aws.seed(...accounts(scene.github));
    // Each stalled call holds the run up for 30 seconds.
    const gate = await openGate(scene, { fate: firstOf(['AssumeRole', 'CreateImage'], 'stall') });
    const run = await scene.step(TWO_TARGETS, { aws: gate.aws, github: gate.github, timeoutMs: 150_000 });
    await gate.close();
    expect(failuresOf(run)).toEqual([]);
    expect(await expectSound(run, scene.aws)).toHaveLength(3);
    expect(imagesOf(run).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
  }),
);

test.concurrent.each(ACTIONS)(`${strangePages.fault}: %s`, async (action) => {
  await inScene(async (scene) => {
    await scene.aws.seed(...accounts(scene.github));
    const gate = await openGate(scene, { fate: firstOf([action], 'page') });
    const run = await scene.step(TWO_TARGETS, { aws: gate.aws, github: gate.github });
    await gate.close();
    await expectSound(run, scene.aws);
    expect(gate.calls).toContain(action);
    expect(failuresOf(run).map(({ code }) => code)).not.toContain('Unexpected');
    const good = imagesOf(run).filter(({ state }) => state === 'available');
    expect(good.length).toBeGreaterThanOrEqual(1);
  })();
});
