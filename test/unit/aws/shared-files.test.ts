/** Which profiles of the shared files a sign-in uses. */
import { expect, test } from '@jest/globals';
import { profileName, profilesFrom, type Settings } from '../../../src/aws/shared-files.ts';

const sources: Record<string, Settings> = {
  first: { source_profile: 'second' },
  second: { source_profile: 'third' },
  third: { aws_access_key_id: 'AKIA' },
  circle: { source_profile: 'back' },
  back: { source_profile: 'circle' },
  itself: { source_profile: 'itself' },
};

test.each([
  ['first', ['first', 'second', 'third']],
  ['third', ['third']],
  ['circle', ['circle', 'back']],
  ['itself', ['itself']],
  ['unknown', ['unknown']],
])('from %s: %j', (name, found) => {
  const profiles = profilesFrom(name, (of) => sources[of] ?? {});
  expect(profiles.map(({ name: of }) => of)).toEqual(found);
  expect(profiles[0]?.settings).toEqual(sources[name] ?? {});
});

test('an empty name is the default', () => {
  expect([{}, { AWS_PROFILE: '' }, { AWS_PROFILE: 'team' }].map(profileName)).toEqual([
    'default',
    'default',
    'team',
  ]);
});
