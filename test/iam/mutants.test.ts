/** Nothing of a policy is idle: whatever is removed or widened lets an attack through, or stops a typical call. */
import { expect, test } from '@jest/globals';
import { attacks } from './attacks.ts';
import { deployEstate, others } from './estate.ts';
import { Jury, mutantsOf } from './mutants.ts';
import { noWider } from './no-wider.ts';
import { typicalCalls } from './typical-calls.ts';

test('every mutant of a statement is noticed, or listed with the reason why it is no wider', async () => {
  const estate = deployEstate();
  const calls = [...Object.values(typicalCalls), ...attacks.map(({ call }) => call)];
  const jury = await Jury.of(calls, new Map([...estate, ...others()]));
  const byName = Map.groupBy(mutantsOf(estate), ({ name }) => name);
  const surviving = [...byName]
    .filter(([, mutants]) => !mutants.some((mutant) => jury.notices(mutant)))
    .map(([name]) => name);
  const listed = [...byName.keys()].filter((name) => noWider.some(({ mutants }) => mutants.test(name)));
  expect(byName.size).toBeGreaterThan(300);
  expect(surviving.toSorted()).toEqual(listed.toSorted());
});

test.each(noWider)('$mutants is of use', ({ mutants }) => {
  expect(mutantsOf(deployEstate()).some(({ name }) => mutants.test(name))).toBe(true);
});
