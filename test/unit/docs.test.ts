/** The pages of docs/ agree with the code. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { problemOf } from '../../src/aws/problems.ts';
import { catalogue } from '../../src/model/problem.ts';
import { reliabilityWithTables } from '../../scripts/reliability.ts';
import { faultTable } from '../faults/table.ts';

const ROOT = resolve(import.meta.dirname, '../..');

function page(name: string): string {
  return readFileSync(join(ROOT, 'docs', name), 'utf8');
}

/** Heading of level 3 to the text below it. */
const chapters = new Map(
  page('troubleshooting.md')
    .split(/^### /m)
    .slice(1)
    .map((chapter) => {
      const [code = '', ...lines] = chapter.split(/^## /m)[0]?.split('\n') ?? [];
      return [code, lines.join('\n').trim()] as const;
    }),
);

test('docs/troubleshooting.md has one heading for each code of the catalogue', () => {
  expect([...chapters.keys()].toSorted()).toEqual(Object.keys(catalogue).toSorted());
});

test('each says what to do, in few lines', () => {
  for (const [code, text] of chapters) {
    expect([code, text]).toEqual([code, expect.stringContaining('- **Mend:**')]);
    expect([code, text.split('\n').filter((line) => line !== '').length <= 12]).toEqual([code, true]);
  }
});

/** What AWS says in a call of EC2; sign-in calls give some codes another meaning. */
const inSignIn = ['OidcProviderMissing', 'OidcAudienceWrong', 'OidcTokenRejected', 'AssumeRoleDenied'];

test('the codes of AWS that a heading lists become its code', () => {
  const listed = [...chapters].flatMap(([code, text]) => {
    if (inSignIn.includes(code)) return [];
    const [, says = ''] = /- \*\*AWS says:\*\*([^]*?)(?=\n- |$)/.exec(text) ?? [];
    return [...says.matchAll(/`([A-Za-z.]+)`/g)].map(([, name = '']) => ({ code, name }));
  });
  expect(listed.length).toBeGreaterThan(25);
  const message = 'Instance is not in state running';
  for (const { code, name } of listed) {
    const found = problemOf({ name, message }, { phase: 'create', place: {}, what: 'Cannot' });
    expect([name, found.code]).toEqual([name, code]);
  }
});

test('links between the pages lead somewhere', () => {
  for (const name of ['troubleshooting.md', 'reliability.md']) {
    for (const [, target = '', anchor] of page(name).matchAll(/\]\(([a-z-]+\.md)(?:#([a-z-]+))?\)/g)) {
      const anchors = [...page(target).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
      if (anchor !== undefined) expect(anchors).toContain(anchor);
    }
  }
});

test('docs/reliability.md lists every fault of the lane, each once', () => {
  const faults = Object.values(faultTable).flat();
  expect(faults.length).toBeGreaterThanOrEqual(40);
  expect(new Set(faults.map(({ fault }) => fault)).size).toBe(faults.length);
  const text = page('reliability.md');
  for (const { fault, happens } of faults) {
    expect(text).toContain(fault);
    expect(text).toContain(happens);
  }
  const parts = (whole: string): string[] => whole.match(/[^\s|-]+/g) ?? [];
  expect(parts(reliabilityWithTables(text))).toEqual(parts(text));
});
