import { expect, test } from '@jest/globals';
import { problemText } from '../../../src/report/problem-text.ts';
import { aProblem } from '../builders.ts';

test('what AWS said is cut, whatever its length', () => {
  const text = problemText(
    aProblem('AwsFailed', { said: `InternalError: ${'x'.repeat(5_000)}`, mend: 'Do this' }),
  );
  expect(text).toMatch(/InternalError: x{500,600}…/);
  expect(text.length).toBeLessThan(900);
  expect(text).toMatch(/Do this$/);
});
