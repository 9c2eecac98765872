/** Rules that no single value can break: lengths of templates, and targets that repeat each other. Pure. */
import type { RetentionPolicy } from '../model/retention.ts';
import type { Selector, Target, Template } from '../model/target.ts';
import { shown, type Mistake } from './mistake.ts';
import type { PlacedTarget } from './targets.ts';

type Words = Pick<Mistake, 'found' | 'expected' | 'mend'>;

/** Longest texts that EC2 takes (EC2 API reference, CreateImage and CreateTags). */
const MAX_NAME = 128;
const MAX_DESCRIPTION = 255;
const MAX_TAG_VALUE = 256;

interface CheckedValues {
  readonly name?: Template | undefined;
  readonly description?: Template | undefined;
  readonly tags?: Readonly<Record<string, Template>> | undefined;
  readonly 'exclude-volumes'?: readonly string[] | undefined;
  readonly retention?: RetentionPolicy | undefined;
}

interface KeyMistake {
  readonly key: keyof CheckedValues;
  readonly words: Words;
}

/** Texts that are too long however short the variables turn out to be, and a policy that keeps nothing. */
export function valueMistakes(values: CheckedValues): KeyMistake[] {
  const { name = [], description = [], tags = {}, 'exclude-volumes': volumes = [], retention } = values;
  return [
    ...tooLong('name', name, MAX_NAME),
    ...tooLong('description', description, MAX_DESCRIPTION),
    ...(retention === undefined ? [] : keepsNothing(retention)),
    ...longTags(tags),
    ...tooManyVolumes(volumes),
  ];
}

function longTags(tags: Readonly<Record<string, Template>>): KeyMistake[] {
  const lengths = Object.entries(tags).map(([key, value]) => [key, characters(value)] as const);
  return lengths
    .filter(([, length]) => length > MAX_TAG_VALUE)
    .map(([key, length]) => ({
      key: 'tags',
      words: {
        found: `a value of ${length} characters for ${shown(key)}`,
        expected: `at most ${MAX_TAG_VALUE}`,
      },
    }));
}

/** They become the value of a tag, by which later runs find the images: one that is cut would find none. */
function tooManyVolumes(volumes: readonly string[]): KeyMistake[] {
  const { length } = volumes.join(',');
  if (length <= MAX_TAG_VALUE) return [];
  const found = `device names of ${length} characters, commas between them included`;
  const expected = `at most ${MAX_TAG_VALUE}, because they become the value of a tag`;
  const mend = 'Write data to leave out all volumes but the root.';
  return [{ key: 'exclude-volumes', words: { found, expected, mend } }];
}

function keepsNothing(policy: RetentionPolicy): KeyMistake[] {
  if (Object.values(policy).some((value) => value > 0)) return [];
  return [
    {
      key: 'retention',
      words: { found: 'a policy that keeps nothing', expected: 'at least one image to keep' },
    },
  ];
}

function tooLong(key: 'name' | 'description', template: Template, most: number): KeyMistake[] {
  const length = fixedLength(template);
  if (length <= most) return [];
  return [
    { key, words: { found: `${length} characters besides the variables`, expected: `at most ${most}` } },
  ];
}

/** In names and descriptions each UTF-16 unit that EC2 does not take is replaced by a character of its own. */
function fixedLength(template: Template): number {
  return fixedText(template).length;
}

/** EC2 counts those of the values of tags. */
function characters(template: Template): number {
  return Array.from(fixedText(template)).length;
}

function fixedText(template: Template): string {
  return template.filter((piece) => typeof piece === 'string').join('');
}

/** Two targets with the same account, selection and series, in a region that both have. */
export function repeatMistakes(targets: readonly { target: Target; placed: PlacedTarget }[]): Mistake[] {
  const numberOf = selectorNumbers();
  const firsts = new Map<string, number>();
  return targets.flatMap(({ target, placed }) => {
    const { at, instances, exclude, images, regions, position } = target;
    const account = at.kind === 'self' ? 'self' : at.account;
    const selection = [account, numberOf(instances), numberOf(exclude), images.series].join(' ');
    const keys = regions.map((region) => `${selection} ${region}`);
    const earlier = keys.map((key) => firsts.get(key)).filter((found) => found !== undefined);
    for (const key of keys) if (!firsts.has(key)) firsts.set(key, position);
    if (earlier.length === 0) return [];
    return [
      placed.mistake(undefined, {
        found: `the same account, region and instances as in target ${Math.min(...earlier)}`,
        expected: 'each instance once in a series',
        mend: 'Remove one of the two, or give them different `series`.',
      }),
    ];
  });
}

/**
 * Equal selectors have the same number. Thousands of targets may share the one of the input, which may hold
 * thousands of ids: it is looked through only once.
 */
function selectorNumbers(): (selector: Selector | undefined) => number {
  const byText = new Map<string, number>();
  const known = new Map<Selector | undefined, number>();
  return (selector) => {
    const before = known.get(selector);
    if (before !== undefined) return before;
    const text = JSON.stringify(selector ?? null);
    const number = byText.get(text) ?? byText.size;
    byText.set(text, number);
    known.set(selector, number);
    return number;
  };
}
