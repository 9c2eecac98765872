/** The owner of the repository is set in all files, and in nothing else. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { obstacles } from '../../../scripts/release-check.ts';
import { MAJOR_TAG, NAME, ownerOf, PLACEHOLDER, REPOSITORY } from '../../../scripts/project.ts';
import { writtenFiles } from '../../../scripts/project-files.ts';
import { isOwner, setOwner, withOwner } from '../../../scripts/set-owner.ts';

const PROJECT = resolve(import.meta.dirname, '../../..');
const OWNER_NOW = ownerOf(REPOSITORY);
const HERE = `${OWNER_NOW}/${NAME}`;
let copy: string;

describe('in a copy of the project', () => {
  /** A copy of the project's files as they are, in a repository of its own. */
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'set-owner-'));
    for (const [path, text] of writtenFiles(PROJECT)) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      writeFileSync(join(copy, path), text);
    }
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
    ])
      execFileSync('git', args, { cwd: copy });
  });

  afterEach(() => {
    rmSync(copy, { recursive: true });
  });

  function wordsOf(root: string): string {
    return [...writtenFiles(root).values()].join('\n');
  }

  test('no file keeps the owner before, and a second time changes nothing', () => {
    const files = setOwner(copy, OWNER_NOW, 'octo-org');
    for (const path of [
      'README.md',
      'SECURITY.md',
      'targets.schema.json',
      'docs/recipes.md',
      'scripts/project.ts',
    ])
      expect(files).toContain(path);
    for (const path of ['.github/CODEOWNERS', '.github/ISSUE_TEMPLATE/config.yml'])
      expect(files).toContain(path);
    expect(wordsOf(copy)).not.toContain(HERE);
    expect(readFileSync(join(copy, '.github/CODEOWNERS'), 'utf8')).toMatch(/ @octo-org$/m);
    expect(readFileSync(join(copy, 'scripts/project.ts'), 'utf8')).toContain(`'octo-org/${NAME}'`);
    expect(setOwner(copy, 'octo-org', 'octo-org')).toEqual([]);
  });

  test('another owner later takes the place of the first, and back gives the same files', () => {
    setOwner(copy, OWNER_NOW, 'octo-org');
    setOwner(copy, 'octo-org', 'hexa-org');
    expect(wordsOf(copy)).not.toContain(`octo-org/${NAME}'`);
    expect(wordsOf(copy)).toContain(`hexa-org/${NAME}`);
  });
});

test.each([
  [`uses: ${HERE}@v0`, `uses: octo-org/${NAME}@v0`],
  [`/^${OWNER_NOW}\\/${NAME}@/`, `/^octo-org\\/${NAME}@/`],
  [`* @${OWNER_NOW}`, '* @octo-org'],
])('%s becomes %s', (before, after) => {
  expect(withOwner(before, OWNER_NOW, 'octo-org')).toBe(after);
});

test.each([
  [`repo:${OWNER_NOW}/REPO:ref:refs/heads/main`],
  [`${OWNER_NOW}@OWNER_ID/REPO@REPO_ID`],
  [`${OWNER_NOW}/${NAME}-other`],
  [`my-${OWNER_NOW}/${NAME}`],
])('%s is of somebody else, and stays', (text) => {
  expect(withOwner(text, OWNER_NOW, 'octo-org')).toBe(text);
});

test.each(['octo-org', 'a', 'A1', 'x'.repeat(39)])('%s can be an owner', (name) => {
  expect(isOwner(name)).toBe(true);
});

test.each([
  '',
  '-a',
  'a-',
  'a--b',
  'a/b',
  'a b',
  'a.b',
  'a_b',
  '@octo',
  'x'.repeat(40),
  'ü',
  'owner',
  'a\n',
  PLACEHOLDER,
])('"%s" cannot', (name) => {
  expect(isOwner(name)).toBe(false);
});

const good = { tag: 'v1.2.3', version: '1.2.3', changelog: '## [1.2.3] - 2026-01-31\n' };

test.each([
  { why: 'nothing', rest: {}, found: [] },
  { why: 'another tag', rest: { tag: 'v1.2.4' }, found: ['The tag is v1.2.4, but package.json says 1.2.3.'] },
  {
    why: 'no section',
    rest: { changelog: '## [1.2.30]' },
    found: ['CHANGELOG.md has no section "## [1.2.3]".'],
  },
  {
    why: 'no owner',
    rest: { readme: `uses: ${PLACEHOLDER}/${NAME}@${MAJOR_TAG}\n` },
    found: ['README.md names no owner. Run: node scripts/set-owner.ts'],
  },
  {
    why: 'no code owner',
    rest: { readme: `* @${PLACEHOLDER}\n` },
    found: ['README.md names no owner. Run: node scripts/set-owner.ts'],
  },
  {
    why: 'another major version',
    rest: {
      readme: `${NAME}@v97 ${NAME}@v97.1.2 ${NAME}/v98/a.json ${NAME}.git//b?ref=v99 ${NAME}@${MAJOR_TAG}`,
    },
    found: ['v97', 'v98', 'v99'].map(
      (name) => `README.md names ${name} of this action; this release moves ${MAJOR_TAG}.`,
    ),
  },
])('what keeps a release from being made: $why', ({ rest, found }) => {
  const { tag, version, changelog, readme } = { ...good, readme: '', ...rest };
  const files = new Map([
    ['CHANGELOG.md', changelog],
    ['README.md', readme],
  ]);
  expect(obstacles({ tag, version, files })).toEqual(found);
});
