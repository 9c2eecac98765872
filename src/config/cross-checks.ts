/** Rules that no single value can break: lengths of templates, and targets that repeat each other. Pure. */
import type { RetentionPolicy } from '../model/retention.ts';
import type { Target, Template } from '../model/target.ts';
import { shown, type Mistake } from './mistake.ts';
import type { PlacedTarget } from './targets.ts';

type Words = Pick<Mistake, 'found' | 'expected' | 'mend'>;

/** Longest texts that EC2 takes (EC2 API reference, CreateImage and CreateTags). */
const MAX_NAME = 128;
const MAX_DESCRIPTION = 255;
const MAX_TAG_VALUE = 256;

/** Texts that are too long however short the variables turn out to be, and a policy that keeps nothing. */
export function valueMistakes(values: {
  readonly name?: Template | undefined;
  readonly description?: Template | undefined;
  readonly tags?: Readonly<Record<string, Template>> | undefined;
  readonly retention?: RetentionPolicy | undefined;
}): { readonly key: 'name' | 'description' | 'tags' | 'retention'; readonly words: Words }[] {
  const { name = [], description = [], tags = {}, retention } = values;
  const longTags = Object.entries(tags).filter(([, value]) => fixedLength(value) > MAX_TAG_VALUE);
  return [
    ...tooLong('name', name, MAX_NAME),
    ...tooLong('description', description, MAX_DESCRIPTION),
    ...(retention === undefined ? [] : keepsNothing(retention)),
    ...longTags.map(([key, value]) => ({
      key: 'tags' as const,
      words: {
        found: `a value of ${fixedLength(value)} characters for ${shown(key)}`,
        expected: `at most ${MAX_TAG_VALUE}`,
      },
    })),
  ];
}

function keepsNothing(policy: RetentionPolicy): { key: 'retention'; words: Words }[] {
  if (Object.values(policy).some((value) => value > 0)) return [];
  return [
    {
      key: 'retention',
      words: { found: 'a policy that keeps nothing', expected: 'at least one image to keep' },
    },
  ];
}

function tooLong<K extends string>(key: K, template: Template, most: number): { key: K; words: Words }[] {
  const length = fixedLength(template);
  if (length <= most) return [];
  return [
    { key, words: { found: `${length} characters besides the variables`, expected: `at most ${most}` } },
  ];
}

function fixedLength(template: Template): number {
  return template.reduce((sum, piece) => sum + (typeof piece === 'string' ? piece.length : 0), 0);
}

/** Two targets with the same account, selection and series, in a region that both have. */
export function repeatMistakes(targets: readonly { target: Target; placed: PlacedTarget }[]): Mistake[] {
  return targets.flatMap(({ target, placed }, at) => {
    const earlier = targets.slice(0, at).find((other) => selectsTheSame(other.target, target));
    if (earlier === undefined) return [];
    return [
      placed.mistake(undefined, {
        found: `the same account, region and instances as in target ${earlier.target.position}`,
        expected: 'each instance once in a series',
        mend: 'Remove one of the two, or give them different `series`.',
      }),
    ];
  });
}

function selectsTheSame(one: Target, other: Target): boolean {
  return (
    selectionOf(one) === selectionOf(other) && one.regions.some((region) => other.regions.includes(region))
  );
}

function selectionOf({ at, instances, exclude, images }: Target): string {
  const account = at.kind === 'self' ? 'self' : at.account;
  return JSON.stringify([account, instances, exclude, images.series]);
}
