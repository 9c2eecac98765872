/** The environment of the step: addresses that are none, endpoints that are not AWS's, and errors that nobody caught. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { InstanceSeed } from '../emulator/aws.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { commandsOf, failuresOf, imageIdsOf, imagesOf, reportOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const INPUTS = { targets: WEB, instances: 'all' };
const STACK_LINE = /\bat .+:\d+:\d+\)?$/m;

function servers(...numbers: number[]): InstanceSeed[] {
  return numbers.map((number) => ({ id: idOf(number), name: `server-${number}` }));
}

/** Everything that others can read of the step, but the lines with which the runner is told what to mask. */
function tracesOf(run: ActionRun): string {
  const lines = run.stdout.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  return [...lines, ...Object.values(run.outputs), run.summary, ...Object.values(run.files)].join('\n');
}

/** A step that went no further than its environment, and says so in every place. */
function expectRefused(run: ActionRun, name: string): void {
  expect([run.exitCode, run.signal, run.timedOut]).toEqual([1, null, false]);
  expect(failuresOf(run)).toMatchObject([
    {
      ...{ code: 'EnvironmentInvalid', phase: 'sign-in', account_id: null, aws_code: null },
      message: expect.stringContaining(`${name} is set to something other than a URL`),
    },
  ]);
  expect(reportOf(run)).toMatchObject({ finished: true, failures: failuresOf(run) });
  expect(run.summary).toContain('EnvironmentInvalid');
  expect(tracesOf(run)).not.toMatch(STACK_LINE);
}

async function expectNothingCalled(): Promise<void> {
  expect(await stage.aws.calls()).toEqual([]);
  expect(stage.github.requests).toEqual([]);
}

describe('an address that is none', () => {
  const secret = 'S3cret/Pa@ss';

  test.each([{ name: 'HTTPS_PROXY' }, { name: 'https_proxy' }])(
    'in $name is a failure that repeats neither it nor its password',
    async ({ name }) => {
      await stage.seed({ [WEB]: servers(1) });
      const url = `http://us:${secret}@proxy.corp:3128`;
      const run = await stage.step(INPUTS, { env: { [name]: url, RUNNER_DEBUG: '1' } });
      expectRefused(run, name);
      for (const part of [secret, 'S3cret', 'Pa@ss', encodeURIComponent(secret), 'proxy.corp'])
        expect(tracesOf(run)).not.toContain(part);
      expect(commandsOf(run, 'add-mask')).toContain(secret);
      await expectNothingCalled();
    },
  );

  test.each(['socks5://proxy:1080', ' ', 'http://127.0.0.1:9/path', 'http://us:12/secretpart@127.0.0.1:9'])(
    'of a kind at which libraries throw as they are loaded is a failure like any other: %s',
    async (url) => {
      const run = await stage.step(INPUTS, { env: { HTTPS_PROXY: url } });
      expectRefused(run, 'HTTPS_PROXY');
      await expectNothingCalled();
    },
  );

  test('in AWS_ENDPOINT_URL is a failure, too, and is not told as an endpoint', async () => {
    await stage.seed({ [WEB]: servers(1) });
    const run = await stage.step(INPUTS, { env: { AWS_ENDPOINT_URL: 'localhost:1' } });
    expectRefused(run, 'AWS_ENDPOINT_URL');
    expect(tracesOf(run)).not.toContain('localhost:1');
    expect(tracesOf(run)).not.toContain('instead of AWS');
    await expectNothingCalled();
  });
});

describe('an endpoint of the shared config file', () => {
  async function withConfig(text: string): Promise<ActionRun> {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const path = join(folder, 'config');
      writeFileSync(path, text);
      return await stage.step(INPUTS, { env: { AWS_CONFIG_FILE: path, AWS_ENDPOINT_URL: undefined } });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  test('is told as one of the environment is, and counts', async () => {
    await stage.seed({ [WEB]: servers(1) });
    const { url } = stage.aws;
    const secretUrl = url.replace('http://', 'http://us:S3cretOne@');
    const run = await withConfig(
      [
        '[default]',
        `endpoint_url = ${url}`,
        'services = elsewhere',
        '[services elsewhere]',
        'ec2 =',
        `  endpoint_url = ${url}`,
        'sts =',
        `  endpoint_url = ${secretUrl}`,
        's3 =',
        '  endpoint_url = localhost:9000',
        '[services other]',
        'sts =',
        '  endpoint_url = http://not-used.corp',
        '',
      ].join('\n'),
    );
    expect([run.exitCode, imageIdsOf(run).length]).toEqual([0, 1]);
    for (const key of ['endpoint_url', 'ec2.endpoint_url', 'sts.endpoint_url'])
      expect(run.log).toContain(`${key} of the profile default sends calls to ${url} instead of AWS`);
    expect(tracesOf(run)).not.toContain('S3cretOne');
    expect(tracesOf(run)).not.toContain('s3.endpoint_url');
    expect(tracesOf(run)).not.toContain('not-used.corp');
  });

  test('that is no address is a failure', async () => {
    await stage.seed({ [WEB]: servers(1) });
    const services = '[default]\nservices = elsewhere\n[services elsewhere]\n';
    const run = await withConfig(`${services}sts =\n  endpoint_url = sts.corp:4566\n`);
    expectRefused(run, 'sts.endpoint_url of the profile default');
    expect(tracesOf(run)).not.toContain('sts.corp');
    await expectNothingCalled();
  });
});

describe('an error that nobody caught', () => {
  const secret = 'S3cretPassword';

  /** Thrown from a timer, when the first image is told as pending. */
  function throwing(): Record<string, string> {
    const code = `
      const write = process.stdout.write.bind(process.stdout);
      let thrown = false;
      const fail = () => { throw new RangeError('Nobody caught ${secret}'); };
      process.stdout.write = (text, ...more) => {
        if (!thrown && /is pending/.test(text)) { thrown = true; setTimeout(fail, 300); }
        return write(text, ...more);
      };`;
    return {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}`,
      HTTPS_PROXY: `http://us:${secret}@127.0.0.1:9`,
      NO_PROXY: '127.0.0.1',
    };
  }

  async function crash(env: Record<string, string> = {}): Promise<ActionRun> {
    await stage.seed({ [WEB]: servers(1, 2) });
    const stuck = { end: 'stuck' } as const;
    await stage.aws.settings({ instances: { [idOf(1)]: stuck, [idOf(2)]: stuck } });
    return stage.step(INPUTS, { env: { ...throwing(), ...env } });
  }

  test('ends the step, and everything is written before', async () => {
    const run = await crash();
    expect([run.exitCode, run.signal, run.timedOut]).toEqual([1, null, false]);
    const accepted = (await stage.aws.state()).images.map(({ id }) => id);
    expect(accepted).toHaveLength(2);
    expect(imageIdsOf(run).toSorted()).toEqual(accepted.toSorted());
    expect(imagesOf(run).map(({ state, outcome }) => [state, outcome])).toEqual(
      accepted.map(() => ['pending', 'created']),
    );
    const [failure] = failuresOf(run);
    expect(failuresOf(run)).toHaveLength(1);
    expect(failure).toMatchObject({ code: 'Unexpected', image_id: null, aws_code: null });
    expect(failure?.message).toContain('the action said: RangeError: Nobody caught ***');
    expect(reportOf(run)).toMatchObject({ finished: true, images: imagesOf(run), failures: [failure] });
    for (const text of ['Unexpected', ...accepted]) expect(run.summary).toContain(text);
    expect(commandsOf(run, 'error')).toContain(failure?.message);
  });

  test('shows nobody where it arose', async () => {
    const run = await crash();
    expect(tracesOf(run)).not.toMatch(STACK_LINE);
    // The toolkit has debug lines of its own.
    expect(commandsOf(run, 'debug').join('\n')).not.toContain('RangeError');
    expect(tracesOf(run)).not.toContain(secret);
  });

  test('shows where it arose to a run in debug mode', async () => {
    const run = await crash({ RUNNER_DEBUG: '1' });
    const told = commandsOf(run, 'debug');
    expect(told).toContain('RangeError: Nobody caught ***');
    expect(told.filter((line) => STACK_LINE.test(line)).length).toBeGreaterThan(1);
    const rest = tracesOf(run)
      .split('\n')
      .filter((line) => !line.startsWith('::debug::'));
    expect(rest.join('\n')).not.toMatch(STACK_LINE);
    expect(tracesOf(run)).not.toContain(secret);
  });
});
