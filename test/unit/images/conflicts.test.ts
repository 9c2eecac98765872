import { describe, expect, test } from '@jest/globals';
import { separateConflicts } from '../../../src/images/conflicts.ts';
import { anInstance, aRequest, instanceId } from '../builders.ts';

const one = anInstance({ id: instanceId(1), name: 'web-1' });
const two = anInstance({ id: instanceId(2), name: 'web-2' });
const three = anInstance({ id: instanceId(3), name: 'web-3' });

describe('an instance selected twice', () => {
  test('in one series is one failure that names both targets', () => {
    const twice = [aRequest({ target: 1, name: 'a' }), aRequest({ target: 3, name: 'b' })];
    const other = aRequest({ target: 3, instance: two, name: 'c' });
    const { clear, conflicts } = separateConflicts([...twice, other]);
    expect(clear).toEqual([other]);
    expect(conflicts.map(({ problem }) => problem)).toEqual([
      expect.objectContaining({
        code: 'SelectedTwice',
        phase: 'plan',
        what: expect.stringMatching(/targets 1 and 3\b.*series default/),
        place: { account: '222222222222', region: 'eu-west-1', instance: instanceId(1) },
      }),
    ]);
  });

  test('by three targets names all three', () => {
    const { conflicts } = separateConflicts(
      [1, 2, 3].map((target) => aRequest({ target, name: `n${target}` })),
    );
    expect(conflicts.map(({ problem }) => problem.what)).toEqual([expect.stringContaining('1 and 2 and 3')]);
  });

  test('in two series stands in nobody’s way', () => {
    const requests = [aRequest({ series: 'a', name: 'a' }), aRequest({ series: 'b', name: 'b' })];
    expect(separateConflicts(requests)).toEqual({ clear: requests, conflicts: [] });
  });
});

describe('one name for two images', () => {
  test('fails both, and leaves the others alone', () => {
    const same = [aRequest({ instance: one, name: 'same' }), aRequest({ instance: two, name: 'same' })];
    const other = aRequest({ instance: three, name: 'other' });
    const { clear, conflicts } = separateConflicts([...same, other]);
    expect(clear).toEqual([other]);
    expect(conflicts.map(({ request, problem }) => [request.instance.id, problem.code])).toEqual([
      [instanceId(1), 'NameClash'],
      [instanceId(2), 'NameClash'],
    ]);
    expect(conflicts[0]?.problem.what).toContain(`${instanceId(1)}, ${instanceId(2)}`);
  });

  test('is no clash with a request that fails anyway', () => {
    const twice = [
      aRequest({ instance: one, name: 'same' }),
      aRequest({ instance: one, target: 2, name: 'same' }),
    ];
    const other = aRequest({ instance: two, name: 'same' });
    const { clear, conflicts } = separateConflicts([...twice, other]);
    expect(clear).toEqual([other]);
    expect(conflicts.map(({ problem }) => problem.code)).toEqual(['SelectedTwice']);
  });
});

test('nothing is no conflict', () => {
  expect(separateConflicts([])).toEqual({ clear: [], conflicts: [] });
});
