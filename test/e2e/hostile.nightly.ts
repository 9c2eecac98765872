/** Text of others - names of servers, messages of AWS, inputs - harms neither the log nor the summary page. */
import { marked } from 'marked';
import { expect, test } from '@jest/globals';
import type { ActionRun } from '../emulator/runner.ts';
import { commandsOf, failuresOf, imagesOf } from './outputs.ts';
import { idOf, openStage, WEB } from './stage.ts';

const stage = openStage();
const ALL = { targets: WEB, instances: 'all' };
const HOSTILE = [
  '</td><img src=x onerror=alert(1)>|',
  '::set-output name=x::y',
  '##[add-mask]xyz',
  'a\n::add-mask::masked\nb',
  'a\r\n##[error]forged\r\nb',
  '%0A::error::forged%0D%0A::warning::forged',
  '`code` ``` **bold** ~~gone~~ # head',
  '[click](javascript:alert(1)) <https://evil.example> https://evil.example ![x](https://evil.example/x.png)',
  '💾'.repeat(125),
  '\u202eGNISREVER\u202c \u2066iso\u2069 \u200fmark',
  'a | b || c \\| d',
  '::stop-commands::token',
  ' ::add-mask::after a space',
  '<!-- open comment',
  '<details><summary>open',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '@octocat #1 GH-1 octo-org/images#2 :bomb:',
  '\u0000\u001b[31mred\u0007',
  '__proto__',
  '$(rm -rf /) ${{ secrets.TOKEN }}',
];

/** Characters that XML, in which EC2 answers, cannot carry. */
const NAMES = HOSTILE.filter((name) => !/[^\P{Cc}\t\r\n]/u.test(name));
const SERVERS = NAMES.map((name, at) => ({
  id: idOf(at + 1),
  name,
  tags: { [`k${at}`]: name.slice(0, 200) },
}));

/** What the runner carries out of the step's output. */
function commandNames(run: ActionRun): string[] {
  return [...new Set(run.commands.map(({ name }) => name))].sort();
}

function pageOf(run: ActionRun): string {
  return marked.parse(run.summary, { async: false, gfm: true });
}

const OUR_TAGS = [
  'a',
  'br',
  'code',
  'details',
  'h2',
  'h3',
  'li',
  'p',
  'pre',
  'strong',
  'summary',
  'table',
  'tbody',
].concat(['td', 'th', 'thead', 'tr', 'ul', 'wbr']);

const OUR_LINKS = [
  'https://eu-west-1.console.aws.amazon.com/ec2/',
  'https://github.com/octo-org/cross-account-ami/blob/v1/docs/troubleshooting.md#',
];

function expectHarmlessPage(run: ActionRun): void {
  const page = pageOf(run);
  const tags = [...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name.toLowerCase());
  expect([...new Set(tags)].filter((name) => !OUR_TAGS.includes(name))).toEqual([]);
  expect(page).not.toMatch(/<!--|javascript:[^<]*"/);
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target);
  expect(links.filter((target) => !OUR_LINKS.some((ours) => target.startsWith(ours)))).toEqual([]);
  // Each table has as many cells in each row as in its head.
  for (const [table] of page.matchAll(/<table>.*?<\/table>/gs)) {
    const widths = [...table.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) => row.match(/<t[hd][ >]/g)?.length);
    expect(new Set(widths).size).toBe(1);
  }
  expect(run.summary).not.toMatch(/[^\P{Cc}\n]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
}

test('names of servers: none is a command, markup or a link', async () => {
  await stage.seed({ [WEB]: SERVERS });
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(0);
  expect(failuresOf(run)).toEqual([]);
  expect(commandNames(run)).toEqual(['add-mask', 'debug', 'endgroup', 'group']);
  // What is masked are credentials, which are long.
  const masks = run.commands.filter(({ name }) => name === 'add-mask');
  expect(masks.filter(({ message }) => message.length < 30)).toEqual([]);
  expectHarmlessPage(run);
  expect(pageOf(run).match(/<tr>/g)).toHaveLength(1 + SERVERS.length);
  expect(imagesOf(run).map(({ instance_name }) => instance_name)).toEqual(NAMES);
});

test('the page shows the names as they are, as far as a page can', async () => {
  const shown = [
    '</td><img src=x onerror=alert(1)>|',
    '[x](javascript:alert(1))',
    '`a` **b** _c_ ~~d~~',
    'a | b',
  ];
  await stage.seed({ [WEB]: shown.map((name, at) => ({ id: idOf(at + 1), name })) });
  const run = await stage.step(ALL);
  const text = pageOf(run)
    .replaceAll('<wbr>', '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
  for (const name of shown) expect(text).toContain(name);
});

test('each event stays one line of the log', async () => {
  const name = 'a\n222222222222 eu-west-1: forged line\r\nb\u2028c\u0085d';
  await stage.seed({ [WEB]: [{ id: idOf(1), name }] });
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(0);
  expect(
    run.log.split(/[\r\n\u2028\u0085]/).filter((line) => line.startsWith('222222222222 eu-west-1: forged')),
  ).toEqual([]);
  const told = run.summary.split(/\r?\n|\r/).filter((line) => line.includes('forged'));
  expect(told.length).toBeGreaterThan(0);
  // A row, the title of a fold, or a command: never the beginning of a line.
  for (const line of told) expect(line).toMatch(/^(\| |<details><summary>|aws ec2 run-instances )/);
});

test('hostile messages of AWS reach failures, annotations and summary as text', async () => {
  await stage.seed({ [WEB]: SERVERS });
  const messages = [...HOSTILE.slice(0, 8), ...HOSTILE.slice(10, 16)];
  const refusal = { action: 'CreateImage', code: 'UnauthorizedOperation', status: 403 };
  await stage.aws.fault(...messages.map((message) => ({ ...refusal, message })));
  const run = await stage.step(ALL);
  expect(run.exitCode).toBe(1);
  expect(failuresOf(run)).toHaveLength(messages.length);
  expect(commandNames(run)).toEqual(['add-mask', 'debug', 'endgroup', 'error', 'group']);
  // A session token is masked too, and may begin with any letter.
  const forged = run.commands.filter(({ message }) => /^(forged|xyz|masked|token|y$)/.test(message));
  expect(forged).toEqual([]);
  expectHarmlessPage(run);
});

test('hostile inputs are quoted in the errors, and carried out nowhere', async () => {
  const values = [
    '##[add-mask]xyz',
    '::set-output name=x::y',
    '</td><img src=x onerror=alert(1)>|',
    '[x](javascript:a)',
  ];
  const runs = await Promise.all([
    stage.step({ targets: JSON.stringify(values), instances: 'all' }),
    stage.step({
      targets: JSON.stringify(values.map((key) => ({ account: WEB, [key]: key }))),
      instances: 'all',
    }),
    stage.step({
      targets: WEB,
      instances: JSON.stringify({ [`tag:${values[0] ?? ''}`]: values }),
      series: values[1] ?? '',
    }),
  ]);
  for (const run of runs) {
    expect(run.exitCode).toBe(1);
    expect(commandNames(run)).toEqual(['add-mask', 'error']);
    expect(commandsOf(run, 'add-mask')).toEqual([stage.github.requestToken]);
    expectHarmlessPage(run);
  }
});

test('a hostile tag key or filter value is only data', async () => {
  const tags = { '::add-mask::x': 'y', '##[group]z': '</details>' };
  await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web-1', tags }] });
  const run = await stage.step({
    targets: WEB,
    instances: JSON.stringify({ 'tag:##[group]z': '</details>' }),
  });
  expect(run.exitCode).toBe(0);
  expect(commandNames(run)).toEqual(['add-mask', 'debug', 'endgroup', 'group']);
  expect((await stage.aws.state()).images[0]?.tags).toMatchObject(tags);
});
