/** Each row of the table of mistakes, word for word; and the page that is generated from it. */
import { describe, expect, test } from '@jest/globals';
import { inputErrorKinds } from '../../../scripts/input-error-kinds.ts';
import { inputErrorsPage } from '../../../scripts/input-errors.ts';
import { FILE, inputsOf } from './input-errors-types.ts';
import { inputErrors } from './input-errors.ts';
import { sentencesOf } from './inputs.ts';

describe.each(inputErrors)('$heading', ({ rows }) => {
  test.each(rows)('$name', (row) => {
    const files = row.file === undefined ? {} : { [FILE]: row.file };
    const region = row.region === undefined ? {} : { region: row.region };
    expect(sentencesOf({ inputs: inputsOf(row), files, ...region })).toEqual(row.messages);
  });
});

test('every row is a mistake, and no row stands twice', () => {
  const rows = inputErrors.flatMap((group) => group.rows);
  expect(rows.filter(({ messages }) => messages.length === 0)).toEqual([]);
  expect(rows.length).toBeGreaterThan(150);
  expect(
    new Set(rows.map((row) => JSON.stringify(inputsOf(row)) + (row.file ?? row.region ?? ''))).size,
  ).toBe(rows.length);
  const names = inputErrors.flatMap((group) => group.rows.map(({ name }) => `${group.heading}: ${name}`));
  expect(new Set(names).size).toBe(names.length);
});

describe('docs/input-errors.md', () => {
  const page = inputErrorsPage();
  const rows = page.split('\n').filter((line) => line.startsWith('|'));

  test('has a row for each example, of two cells, and each only once', () => {
    const examples = Object.values(inputErrorKinds).flat();
    expect(new Set(examples.map(String)).size).toBe(examples.length);
    expect(rows).toHaveLength(examples.length + 2 * Object.keys(inputErrorKinds).length);
    expect(rows.filter((row) => row.replace(/\\\|/g, '').split('|').length !== 4)).toEqual([]);
  });

  test('is short enough to read', () => {
    expect(page.length).toBeLessThan(15_000);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThan(1_600);
  });
});
