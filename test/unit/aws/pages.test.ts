import { expect, test } from '@jest/globals';
import { idOf, withoutRepeats } from '../../../src/aws/pages.ts';

test('each item is there once, in the order of its first place, as it was shown last', () => {
  const items = [
    { id: 'b', state: 'pending' },
    { id: 'a', state: 'pending' },
    { id: 'b', state: 'available' },
  ];
  expect(withoutRepeats(items, idOf)).toEqual([
    { id: 'b', state: 'available' },
    { id: 'a', state: 'pending' },
  ]);
});
