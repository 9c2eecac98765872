/** The runner: what a step finds, what it leaves, and how it is stopped. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseKeyValueFile } from './file-commands.ts';
import { startGitHub, type GitHub } from './github.ts';
import { runAction, type ActionOptions } from './runner.ts';
import { readLog } from './workflow-commands.ts';

const ACTION = `
inputs:
  with-default: { default: true }
  without: { description: none }
  two words: { default: a b }
runs: { using: node24, main: dist/index.js }
`;

let folder: string;
let github: GitHub;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'action-'));
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'action.yml'), ACTION);
  github = await startGitHub();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await github.stop();
});

let scripts = 0;
function run(script: string, options: ActionOptions = {}) {
  scripts += 1;
  const bundle = join(folder, 'dist', `${scripts}.mjs`);
  writeFileSync(bundle, `import { appendFileSync, writeFileSync } from 'node:fs';\n${script}`);
  return runAction({ bundle, ...options });
}

test('a step has its inputs, the job, and nothing of this machine', async () => {
  const { outputs, exitCode } = await run(
    `appendFileSync(process.env.GITHUB_OUTPUT, 'env<<END\\n' + JSON.stringify(process.env) + '\\nEND\\n')`,
    {
      inputs: { without: '', 'with-default': 'no' },
      aws: { url: 'http://127.0.0.1:1' },
      env: { EXTRA: '1', CI: undefined },
    },
  );
  const env = JSON.parse(outputs['env'] ?? '') as Record<string, string>;
  expect(exitCode).toBe(0);
  expect(env).toMatchObject({
    INPUT_WITHOUT: '',
    'INPUT_WITH-DEFAULT': 'no',
    INPUT_TWO_WORDS: 'a b',
    EXTRA: '1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    GITHUB_REPOSITORY_ID: '700100200',
    RUNNER_ENVIRONMENT: 'github-hosted',
  });
  for (const name of ['CI', 'NODE_OPTIONS', 'JEST_WORKER_ID', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'AWS_REGION'])
    expect(env).not.toHaveProperty([name]);
});

test('an input that the action does not have is warned of', async () => {
  const { commands } = await run('', { inputs: { mistyped: '1' } });
  expect(commands).toMatchObject([
    {
      name: 'warning',
      message: expect.stringContaining("Unexpected input(s) 'mistyped', valid inputs are ['with-default'"),
    },
  ]);
});

test('files left behind, summary, environment and state are told', async () => {
  const script = `
    writeFileSync(process.env.RUNNER_TEMP + '/left.json', '{}');
    writeFileSync('report.txt', 'in the workspace');
    appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# done');
    appendFileSync(process.env.GITHUB_ENV, 'A=1');
    appendFileSync(process.env.GITHUB_STATE, 'B=2');
    process.exitCode = 3;`;
  const end = await run(script, { workspaceFiles: { 'config/targets.yml': '- self' } });
  expect(end).toMatchObject({
    exitCode: 3,
    summary: '# done',
    envFile: 'A=1',
    stateFile: 'B=2',
    pathFile: '',
    timedOut: false,
  });
  expect(end.files).toEqual({
    'temp/left.json': '{}',
    'workspace/report.txt': 'in the workspace',
    'workspace/config/targets.yml': '- self',
  });
});

test('a malformed output file fails loudly', async () => {
  await expect(run(`appendFileSync(process.env.GITHUB_OUTPUT, 'a<<END\\nno end')`)).rejects.toThrow(
    "Matching delimiter not found 'END'",
  );
  expect(() => parseKeyValueFile('just words')).toThrow("Invalid format 'just words'");
  expect(parseKeyValueFile('a=b<<c\n\nd<<X\n1\n\n2=3\nX\n')).toEqual({ a: 'b<<c', d: '1\n\n2=3' });
});

const SLOW = `
  process.on('SIGINT', () => { console.log('stopping'); setTimeout(() => process.exit(1), 50); });
  console.log('working'); setInterval(() => {}, 1000);`;
test('a step is stopped when a line of its log matches', async () => {
  const stopped = await run(SLOW, { stop: { after: /^working$/, how: 'cancel' } });
  expect(stopped).toMatchObject({ exitCode: 1, signal: null, log: expect.stringContaining('stopping') });
  expect(await run(SLOW, { stop: { after: /^working$/, how: 'SIGKILL' } })).toMatchObject({
    exitCode: null,
    signal: 'SIGKILL',
  });
  expect(await run(SLOW, { timeoutMs: 300 })).toMatchObject({ timedOut: true });
});

test('the log is what people see: masked, without commands', () => {
  const text = [
    '::add-mask::hunter2%0Asecond',
    'password hunter2, also second',
    '::warning title=a%2Cb,line=1::watch hunter2%0Aout',
    'sneaky ##[error]by the side',
    '::stop-commands::token',
    '::error::plain text',
    '::token::',
    '::group::More',
    '::debug::hidden',
    '::unknown::stays',
  ].join('\n');
  const { log, commands } = readLog(text);
  expect(log).toBe(
    'password ***, also ***\nWarning: watch ***\nout\nError: by the side\n::error::plain text\n▼ More\n::unknown::stays',
  );
  expect(commands.map(({ name }) => name)).toEqual([
    'add-mask',
    'warning',
    'error',
    'stop-commands',
    'group',
    'debug',
  ]);
  expect(commands[1]).toEqual({
    name: 'warning',
    properties: { title: 'a,b', line: '1' },
    message: 'watch hunter2\nout',
  });
});

test('with a GitHub, a step gets tokens with the claims of its job', async () => {
  const script = `
    const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
    const ask = (bearer) => fetch(url + '&audience=sts.amazonaws.com', { headers: { authorization: 'Bearer ' + bearer } });
    console.log((await ask('wrong')).status, (await ask(token)).status, (await (await ask(token)).json()).value);`;
  github.settings({ failures: 1 });
  const { log } = await run(script, { github });
  const [first, second, token = ''] = log.trim().split(' ');
  expect([first, second]).toEqual(['503', '200']);
  expect(github.tokens).toContain(token);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
  expect(claims).toMatchObject({
    iss: github.issuer,
    aud: 'sts.amazonaws.com',
    sub: github.subject,
    repository_id: '700100200',
    jti: expect.any(String),
  });
  expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
});

test('the token endpoint checks its bearer, and may drop the connection', async () => {
  expect((await fetch(github.requestUrl)).status).toBe(401);
  const ask = (authorization: string) => fetch(github.requestUrl, { headers: { authorization } });
  expect((await ask(`bearer ${github.requestToken}`)).status).toBe(200);
  expect((await ask(`token ${github.requestToken}`)).status).toBe(401);
  github.settings({ failures: 1, failWith: 'drop' });
  await expect(fetch(github.requestUrl)).rejects.toThrow('fetch failed');
  github.settings({ failWith: 503 });
  expect(github.requests.slice(-2)).toEqual([
    { audience: null, status: 401 },
    { audience: null, status: 0 },
  ]);
});
