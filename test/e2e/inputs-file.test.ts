/** `targets-file`, and `mode: validate`: what a pull request shows, without AWS and without an OIDC token. */
import { describe, expect, test } from '@jest/globals';
import { runAction, type ActionRun } from '../emulator/runner.ts';
import { imagesOf } from './outputs.ts';
import { DB, idOf, openStage, SHOP, WEB } from './stage.ts';

const stage = openStage();
const FILE = '.github/image-targets.yml';
const CHECK = { mode: 'validate', 'aws-region': 'eu-west-1', 'target-role': 'cross-account-ami' };

/** A job of a pull request: no AWS, no token, no credentials. */
function validate(inputs: Record<string, string>, file?: string): Promise<ActionRun> {
  const files = file === undefined ? {} : { workspaceFiles: { [FILE]: file } };
  const source = file === undefined ? {} : { 'targets-file': FILE };
  return runAction({ inputs: { ...CHECK, instances: 'all', ...source, ...inputs }, ...files });
}

interface Place {
  readonly file?: string;
  readonly line?: string;
  readonly col?: string;
  readonly says: string;
}

/** Errors with their place in the repository, without the last one, which tells the verdict. */
function placesOf(run: ActionRun): Place[] {
  const errors = run.commands.filter(({ name }) => name === 'error');
  return errors.slice(0, -1).map(({ properties, message }) => {
    const { file, line, col } = properties;
    const says = message.split(' · ')[0] ?? '';
    return file === undefined ? { says } : { file, ...(line && { line }), ...(col && { col }), says };
  });
}

describe('a file of targets', () => {
  const forms = [
    {
      form: 'a YAML list',
      text: `# all of them\n- ${SHOP}\n- account: ${WEB}\n  series: own\n`,
      accounts: [SHOP, WEB],
    },
    { form: 'JSON', text: JSON.stringify([{ account: SHOP }, WEB]), accounts: [SHOP, WEB] },
    {
      form: 'indented JSON',
      text: JSON.stringify([SHOP, { account: WEB }], undefined, '\t'),
      accounts: [SHOP, WEB],
    },
    { form: 'one mapping', text: `account: ${SHOP}\n`, accounts: [SHOP] },
    { form: 'one quoted id', text: `"${SHOP}"\n`, accounts: [SHOP] },
    { form: 'text with commas, below a comment', text: `# two\n${SHOP}, ${WEB}\n`, accounts: [SHOP, WEB] },
    { form: 'lines of text', text: `${SHOP}\n${WEB}\n`, accounts: [SHOP, WEB] },
    { form: 'a block text', text: `|\n  ${SHOP}\n  ${WEB}\n`, accounts: [SHOP, WEB] },
    { form: 'what Windows writes', text: `\ufeff- ${SHOP}\r\n- account: ${WEB}\r\n`, accounts: [SHOP, WEB] },
    {
      form: 'anchors and aliases',
      text: `- account: ${SHOP}\n  tags: &t { A: b }\n- account: ${WEB}\n  tags: *t\n`,
      accounts: [SHOP, WEB],
    },
  ];

  test.each(forms)('may be $form', async ({ text, accounts }) => {
    await stage.seed({ [WEB]: [{ id: idOf(1), name: 'web' }], [SHOP]: [{ id: idOf(2), name: 'shop' }] });
    const inputs = { 'targets-file': FILE, instances: 'all', wait: 'false' };
    const run = await stage.step(inputs, { workspaceFiles: { [FILE]: text } });
    expect(run.outputs['failures']).toBe('[]');
    expect(imagesOf(run).map(({ account_id }) => account_id)).toEqual(accounts);
    expect((await stage.ec2Calls('CreateImage')).map(({ account }) => account).toSorted()).toEqual(
      accounts.toSorted(),
    );
  });

  test.each([
    {
      why: 'that is not there',
      inputs: { 'targets-file': 'nowhere.yml' },
      says: /^targets-file: found "nowhere.yml"/,
    },
    {
      why: 'that is a folder',
      inputs: { 'targets-file': '.github' },
      says: /^targets-file: found ".github"/,
    },
    {
      why: 'beside targets',
      inputs: { targets: WEB },
      says: /^targets: found both targets and targets-file/,
    },
  ])('$why is a mistake, and nobody is called', async ({ inputs, says }) => {
    const given = { 'targets-file': FILE, instances: 'all', ...inputs };
    const run = await stage.step(given, { workspaceFiles: { [FILE]: `- ${WEB}` } });
    expect(run.exitCode).toBe(1);
    expect(placesOf(run)).toEqual([{ says: expect.stringMatching(says) }]);
    expect(await stage.aws.calls()).toEqual([]);
    expect(stage.github.requests).toEqual([]);
  });
});

describe('the encoding of the file', () => {
  const umlaut = `- account: ${WEB}\n  instances: all\n  exclude: {"tag:Ort": Köln}\n`;
  const servers = [
    { id: idOf(1), name: 'web', tags: { Ort: 'Bonn' } },
    { id: idOf(2), name: 'excluded', tags: { Ort: 'Köln' } },
  ];

  test.each([
    { encoding: 'UTF-8 with a mark', bytes: Buffer.from(`\ufeff${umlaut}`) },
    { encoding: 'UTF-16 LE with a mark', bytes: Buffer.from(`\ufeff${umlaut}`, 'utf16le') },
    { encoding: 'UTF-16 BE with a mark', bytes: Buffer.from(`\ufeff${umlaut}`, 'utf16le').swap16() },
  ])('$encoding is read, and what it excludes is left out', async ({ bytes }) => {
    await stage.seed({ [WEB]: servers });
    const run = await stage.step(
      { 'targets-file': FILE, wait: 'false' },
      { workspaceFiles: { [FILE]: bytes } },
    );
    expect(run.outputs['failures']).toBe('[]');
    expect(imagesOf(run).map(({ instance_id }) => instance_id)).toEqual([idOf(1)]);
  });

  test.each([
    {
      encoding: 'Latin-1',
      bytes: Buffer.from(umlaut, 'latin1'),
      place: {
        file: FILE,
        line: '3',
        col: '25',
        says: /the byte F6, probably an "ö" in Latin-1.*Save the file as UTF-8/,
      },
    },
    {
      encoding: 'UTF-16 without a mark',
      bytes: Buffer.from(umlaut, 'utf16le'),
      place: {
        file: FILE,
        line: '1',
        col: '1',
        says: /probably UTF-16 LE without a byte order mark.*as UTF-8/,
      },
    },
  ])('$encoding is one mistake, and nobody is called', async ({ bytes, place }) => {
    await stage.seed({ [WEB]: servers });
    const run = await stage.step({ 'targets-file': FILE }, { workspaceFiles: { [FILE]: bytes } });
    expect(run.exitCode).toBe(1);
    expect(placesOf(run)).toEqual([{ ...place, says: expect.stringMatching(place.says) }]);
    expect(await stage.aws.calls()).toEqual([]);
  });
});

describe('mode: validate', () => {
  test('passes on good inputs, and says what each target means', async () => {
    const run = await validate(
      {},
      `- ${WEB}\n- account: ${SHOP}\n  regions: [us-east-1, eu-west-1]\n- self\n`,
    );
    expect(run.exitCode).toBe(0);
    expect(run.commands.filter(({ name }) => ['error', 'warning'].includes(name))).toEqual([]);
    expect(run.log).toContain(
      `Target 1: account ${WEB} by arn:aws:iam::${WEB}:role/cross-account-ami in eu-west-1`,
    );
    expect(run.log).toMatch(new RegExp(`Target 2: account ${SHOP} by .* in us-east-1, eu-west-1`));
    expect(run.log).toContain('Target 3: the account signed in to in eu-west-1');
    expect(run.outputs['result']).toBe('success');
  });

  const bad = [
    {
      why: 'an unknown key',
      file: `- account: ${WEB}\n  regoins: us-east-1\n`,
      places: [
        { file: FILE, line: '2', col: '3', says: /the unknown key "regoins".*Did you mean "regions"\?/ },
      ],
    },
    {
      why: 'a lost zero',
      file: `- ${WEB}\n- 44444444444\n`,
      places: [{ file: FILE, line: '2', col: '3', says: /"44444444444".*write it in quotes/ }],
    },
    {
      why: 'a star',
      file: `- account: ${WEB}\n  instances: *\n`,
      places: [{ file: FILE, line: '2', col: '14', says: /"\*".*quote the text/ }],
    },
    {
      why: 'a text that ends nowhere',
      file: `- account: "${WEB}\n`,
      places: [{ file: FILE, line: '2', col: '1', says: /the end of the text/ }],
    },
    {
      why: 'two targets alike',
      file: `- ${WEB}\n- account: ${WEB}\n  copy-tags: false\n`,
      places: [{ file: FILE, line: '2', col: '3', says: /as in target 1/ }],
    },
    {
      why: 'a value deep inside',
      file: `- account: ${WEB}\n  instances:\n    tag:Role:\n      - web\n      -\n`,
      places: [{ file: FILE, line: '5', col: '8', says: /\(1\.instances\.tag:Role\.2\): found nothing/ }],
    },
    {
      why: 'an input beside the file',
      file: `- account: ${DB}\n  role: arn:aws:iam::${WEB}:role/x\n`,
      inputs: { wait: 'yes', regions: 'eu-wst-1' },
      places: [
        { says: /^regions.*Did you mean "eu-west-1"\?/ },
        { says: /^wait: found "yes"/ },
        {
          file: FILE,
          line: '2',
          col: '3',
          says: new RegExp(`a role ARN of account ${WEB}; expected a role of account ${DB}`),
        },
      ],
    },
  ];

  test.each(bad)('$why is annotated where it stands', async ({ file, inputs = {}, places }) => {
    const run = await validate(inputs, file);
    expect(run.exitCode).toBe(1);
    expect(run.outputs['result']).toBe('failure');
    expect(placesOf(run)).toEqual(
      places.map((place) => ({ ...place, says: expect.stringMatching(place.says) })),
    );
  });

  test('more mistakes than GitHub shows are all in the report, and the annotations say so', async () => {
    const file = Array.from({ length: 30 }, (_, at) => `- account: ${at}\n`).join('');
    const run = await validate({}, file);
    expect(run.exitCode).toBe(1);
    const errors = run.commands.filter(({ name }) => name === 'error');
    expect(errors.length).toBeLessThanOrEqual(10);
    expect(errors.map(({ message }) => message).join('\n')).toContain('more failures');
    expect(JSON.parse(run.outputs['failures'] ?? '')).toHaveLength(30);
  });

  test('targets in the input have a line in the message, but no file', async () => {
    const run = await validate({ targets: `- ${WEB}\n- prod` });
    expect(run.exitCode).toBe(1);
    expect(placesOf(run)).toEqual([
      { says: expect.stringMatching(/^targets, line 2, column 3 \(2\): found "prod"/) },
    ]);
  });

  test('a mode that is mistyped calls nobody', async () => {
    const run = await stage.step({ targets: WEB, instances: 'all', mode: 'vaildate' });
    expect(run.exitCode).toBe(1);
    expect(placesOf(run)).toEqual([{ says: expect.stringContaining('Did you mean "validate"?') }]);
    expect(await stage.aws.calls()).toEqual([]);
  });
});
