import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideTags, PREFIX } from '../../../src/images/tags.ts';
import { templateValues } from '../../../src/images/template.ts';
import type { Instance, RunFacts } from '../../../src/model/image.ts';
import type { ImageSettings } from '../../../src/model/target.ts';
import { anInstance, holes, templateFacts, runFacts, settings, tagsOf } from '../builders.ts';

interface Parts {
  readonly instance?: Partial<Instance>;
  readonly settings?: Partial<ImageSettings>;
  readonly facts?: Partial<RunFacts>;
}

function decide(parts: Parts = {}) {
  const instance = anInstance(parts.instance);
  const facts = runFacts(parts.facts);
  const values = templateValues(instance, templateFacts({ facts }));
  const decided = decideTags({
    instance,
    imageName: 'image-name',
    settings: settings(parts.settings),
    facts,
    values,
  });
  return { ...decided, byKey: new Map(decided.tags.map(({ key, value }) => [key, value])) };
}

function asked(tags: Readonly<Record<string, string>>): Partial<ImageSettings> {
  return { tags: new Map(Object.entries(tags).map(([key, value]) => [key, [value]])) };
}

const OURS = 11;

describe('our tags', () => {
  test.each([
    { key: 'Name', value: 'image-name' },
    { key: `${PREFIX}run-key`, value: '42-0123abcd' },
    { key: `${PREFIX}series`, value: 'nightly' },
    { key: `${PREFIX}instance-id`, value: 'i-00000000000000001' },
    { key: `${PREFIX}repository`, value: 'octo/images' },
    { key: `${PREFIX}repository-id`, value: '777' },
    { key: `${PREFIX}run-url`, value: 'https://github.com/octo/images/actions/runs/42' },
    { key: `${PREFIX}sha`, value: 'c0ffee0000000000000000000000000000000000' },
    { key: `${PREFIX}excluded-volumes`, value: '/dev/sdf,/dev/sdg' },
    { key: `${PREFIX}attempt`, value: '2-0000beef' },
    { key: `${PREFIX}instance-type`, value: 'm7g.large' },
  ])('$key is $value', ({ key, value }) => {
    const { byKey } = decide({ settings: { series: 'nightly', excludeVolumes: ['/dev/sdg', '/dev/sdf'] } });
    expect(byKey.get(key)).toBe(value);
  });

  test('say when no volume is left out', () => {
    expect(decide().byKey.get(`${PREFIX}excluded-volumes`)).toBe('none');
  });

  test('are all there is when nothing is asked for and copied', () => {
    const copied = { instance: { tags: tagsOf({ Team: 'a' }) }, settings: { copyTags: false } };
    expect(decide(copied).tags).toHaveLength(OURS);
  });
});

describe('who wins', () => {
  test('ours over asked and copied ones', () => {
    const { byKey } = decide({
      instance: { tags: tagsOf({ Name: 'copied', [`${PREFIX}series`]: 'copied' }) },
      settings: asked({ Name: 'asked', [`${PREFIX}series`]: 'asked' }),
    });
    expect([byKey.get('Name'), byKey.get(`${PREFIX}series`)]).toEqual(['image-name', 'default']);
  });

  test('asked ones over copied ones, with the holes of their values filled', () => {
    const { byKey } = decide({
      instance: { name: 'web', tags: tagsOf({ Team: 'copied', Other: 'kept' }) },
      settings: { tags: new Map([['Team', holes('of ', 'instance-name')]]) },
    });
    expect([byKey.get('Team'), byKey.get('Other')]).toEqual(['of web', 'kept']);
  });
});

describe('copied tags', () => {
  test.each([
    { key: 'aws:autoscaling:groupName' },
    { key: 'AWS:upper' },
    { key: `${PREFIX}run-url-of-another` },
    { key: 'kubernetes.io/cluster/prod' },
  ])('never are $key', ({ key }) => {
    expect(decide({ instance: { tags: tagsOf({ [key]: 'x', aws: 'y' }) } }).byKey.has(key)).toBe(false);
  });

  test('give way alphabetically from the end, with a warning', () => {
    const keys = Array.from({ length: 42 }, (_, at) => `k${String(at).padStart(2, '0')}`);
    const shuffled = keys.toSorted((one, other) => (one.slice(2) < other.slice(2) ? 1 : -1));
    const { tags, byKey, warnings } = decide({
      instance: { tags: tagsOf(Object.fromEntries(shuffled.map((key) => [key, 'v']))) },
    });
    expect(tags).toHaveLength(50);
    expect(keys.filter((key) => !byKey.has(key))).toEqual(['k39', 'k40', 'k41']);
    expect(warnings).toEqual([expect.stringContaining('3 copied tags were left out')]);
    expect(warnings[0]).toContain('k39, k40, k41');
  });

  test('that all have room cause no warning', () => {
    const keys = Array.from({ length: 39 }, (_, at) => [`k${at}`, 'v'] as const);
    const { tags, warnings } = decide({ instance: { tags: tagsOf(Object.fromEntries(keys)) } });
    expect([tags.length, warnings]).toEqual([50, []]);
  });
});

describe('whatever is asked for and copied', () => {
  const key = fc.oneof(
    fc.string({ minLength: 1, maxLength: 128 }),
    fc.constantFrom('Name', 'aws:x', `${PREFIX}sha`, `${PREFIX}new`, 'constructor', '__proto__'),
  );
  const tagMap = fc.dictionary(key, fc.string({ maxLength: 300 }), { maxKeys: 60, noNullPrototype: true });
  const askedMap = fc.dictionary(key, fc.string({ maxLength: 300 }), { maxKeys: 39, noNullPrototype: true });

  test('there are at most 50 tags, each key once, each value at most 256 characters', () => {
    fc.assert(
      fc.property(tagMap, askedMap, (copied, wanted) => {
        const { tags, byKey } = decide({ instance: { tags: tagsOf(copied) }, settings: asked(wanted) });
        expect(tags.length).toBeLessThanOrEqual(50);
        expect(byKey.size).toBe(tags.length);
        expect(Math.max(...tags.map(({ value }) => value.length))).toBeLessThanOrEqual(256);
      }),
    );
  });

  test('ours are there, and a tag that is neither asked for nor ours is one of the instance', () => {
    fc.assert(
      fc.property(tagMap, askedMap, (copied, wanted) => {
        const { tags, byKey } = decide({ instance: { tags: tagsOf(copied) }, settings: asked(wanted) });
        expect(byKey.get(`${PREFIX}run-key`)).toBe('42-0123abcd');
        expect(byKey.get('Name')).toBe('image-name');
        const others = tags.slice(OURS).filter((tag) => !Object.hasOwn(wanted, tag.key));
        for (const tag of others) {
          expect(tag.key).not.toMatch(/^(aws:|cross-account-ami:|Name$)/);
          expect(Object.hasOwn(copied, tag.key)).toBe(true);
        }
      }),
    );
  });
});

test('an asked value that is too long once it is filled in is cut, with a warning', () => {
  const { byKey, warnings } = decide({
    instance: { name: 'n'.repeat(250) },
    settings: { tags: new Map([['Label', holes('instance-name', ' of ', 'account')]]) },
  });
  expect(byKey.get('Label')).toBe(`${'n'.repeat(250)} of 22`);
  expect(warnings).toEqual(['Tag values were cut to 256 characters: Label']);
});
