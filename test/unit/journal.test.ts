/** Whatever text of an event holds a secret: it does not leave the process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { RunJournal } from '../../src/journal.ts';
import { Secrets } from '../../src/secrets.ts';
import { ownFields } from '../../src/own-words.ts';
import { anyOf, kinds } from './report/any-event.ts';
import { START, started } from './report/histories.ts';

const SECRET = 'IQoJb3JpZ2luX2Vj/AbCdEf9876543210zyxwvuTsRq';
const home = mkdtempSync(join(tmpdir(), 'journal-'));
const files = { report: join(home, 'report.json'), outputs: join(home, 'outputs'), page: join(home, 'page') };
const environment = { GITHUB_OUTPUT: files.outputs, GITHUB_STEP_SUMMARY: files.page, RUNNER_DEBUG: '1' };
const before = { ...process.env };

beforeAll(() => {
  Object.assign(process.env, environment);
});
afterAll(() => {
  process.env = before;
  rmSync(home, { recursive: true });
});

/** The same value, with the secret in every text that others may have written. */
function tainted(value: unknown, name = ''): unknown {
  if (typeof value === 'string')
    return Object.hasOwn(ownFields, name) ? value : `${value} ${SECRET} ${value}`;
  if (Array.isArray(value)) return value.map((member) => tainted(member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, tainted(held, key)]));
}

/** Everything that is written when these have happened. */
async function writtenOf(happenings: readonly Parameters<RunJournal['record']>[0][]): Promise<string> {
  for (const file of [files.report, files.outputs, files.page]) writeFileSync(file, '');
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  try {
    const journal = new RunJournal({ now: () => START, offset: 0 }, secrets(), files.report);
    for (const happening of happenings) journal.record(happening);
    await journal.finish(environment);
  } finally {
    write.mockRestore();
    // A run that fails sets it, and this is a run of the tests.
    process.exitCode = 0;
  }
  return [
    ...lines,
    ...[files.report, files.outputs, files.page].map((file) => readFileSync(file, 'utf8')),
  ].join('');
}

function secrets(): Secrets {
  const known = new Secrets(() => undefined);
  known.add(SECRET);
  return known;
}

// The first holds inputs alone, and where the report file is; the second no text.
const TEXTLESS: readonly string[] = ['started', 'target-started'];

test.each(kinds.filter((kind) => !TEXTLESS.includes(kind)))(
  'no text of the event %s brings a secret out',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(anyOf(kind), async (happening) => {
        const written = await writtenOf([started(), tainted(happening) as typeof happening]);
        for (const part of SECRET.match(/.{14}/g) ?? []) expect(written).not.toContain(part);
      }),
      { numRuns: 20 },
    );
  },
);

test.each([true, false])('a job summary that is wanted (%s) is written, and no other', async (isWanted) => {
  await writtenOf([started({ page: { step: '', isWanted } })]);
  expect(readFileSync(files.page, 'utf8') !== '').toBe(isWanted);
});
