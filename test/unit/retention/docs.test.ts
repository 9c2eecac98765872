/** docs/retention.md shows the reasons as the summary does, and its recipe is one that the action takes. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { reasonTexts } from '../../../src/model/reason.ts';
import { applyPolicy } from '../../../src/retention/policy.ts';
import { sentencesOf } from '../config/inputs.ts';
import { DAY, NOW, anInstance } from '../builders.ts';
import { ourImage, daily, policyOf, pruningTarget } from '../image-builders.ts';
import { prune, sweep, world, denied, type World } from './scenes.ts';

const page = readFileSync(new URL('../../../docs/retention.md', import.meta.url), 'utf8');

/** The reasons of the one image with this id. */
function reasonsOf(image: string, here: World): string[] {
  const unattended = here.journal.of('unattended').flatMap(({ images }) => images);
  const verdicts = [...here.journal.of('retained').flatMap((event) => event.verdicts), ...unattended];
  return verdicts.filter((verdict) => verdict.image === image).flatMap(({ reasons }) => reasonTexts(reasons));
}

const unseen = denied('Cannot look up our images', 'ec2:DescribeImages');
const unchecked = denied('Cannot look up what uses the images', 'ec2:DescribeImageReferences');
const refused = denied('Cannot deregister the image', 'ec2:DeregisterImage');
const goneAfter = { targets: [pruningTarget({ goneAfter: 30 * DAY })] };

interface Shown {
  readonly what: string;
  readonly images?: ReturnType<typeof daily>;
  readonly parts?: Parameters<typeof world>[0];
  readonly run?: (here: World) => Promise<void>;
}

const shown: readonly Shown[] = [
  { what: 'pruned' },
  { what: 'disabled', images: [ourImage('ami-1d', { age: DAY, state: 'disabled' })] },
  { what: 'without data volumes', images: [ourImage('ami-1d', { age: DAY, excludedVolumes: 'data' })] },
  {
    what: 'before the newest is listed',
    run: (here) => prune(here, { newest: 'ami-unseen' }),
  },
  {
    what: 'of this run',
    run: (here) => prune(here, { newest: 'ami-1d' }),
  },
  { what: 'not checked', parts: { faults: { 'images.uses': unchecked } } },
  { what: 'not checked again', parts: { faults: { 'images.ours': [undefined, unseen] } } },
  { what: 'refused', parts: { faults: { 'images.deregister': refused } } },
  {
    what: 'postponed',
    images: daily([1, 2, 3, 4]),
    run: (here) => prune(here, { maxPrunes: 3 }),
  },
  { what: 'unattended', run: (here) => sweep(here) },
  {
    what: 'of a stopped instance',
    parts: { instances: [anInstance({ state: 'stopped' })] },
    run: (here) => sweep(here, goneAfter),
  },
  { what: 'too young for gone-after', run: (here) => sweep(here, goneAfter) },
  {
    what: 'gone',
    parts: { images: [ourImage('ami-1d', { age: 40 * DAY })] },
    run: (here) => sweep(here, goneAfter),
  },
];

describe('the page has the reason of an image', () => {
  test.each(shown)('$what', async ({ images = daily([1]), parts = {}, run = (here) => prune(here) }) => {
    const here = world({ images: [...daily([0]), ...images], ...parts });
    await run(here);
    const reasons = reasonsOf('ami-1d', here);
    expect(reasons).toHaveLength(1);
    expect(page).toContain(`\`${reasons.join()}\``);
  });

  test('that rules keep', () => {
    const policy = policyOf({ last: 1, hourly: 1, daily: 1, weekly: 1, monthly: 2, yearly: 1, within: 1 });
    const images = [
      { id: 'new', createdAt: NOW },
      { id: 'old', createdAt: NOW - 3 * DAY },
    ];
    const reasons = applyPolicy(images, policy).flatMap((decision) => decision.reasons);
    expect(reasons).toHaveLength(8);
    for (const text of reasonTexts(reasons)) expect(page).toContain(`\`${text}\``);
  });
});

test('the recipe is a step that the action takes', () => {
  const recipe = [...page.matchAll(/```yaml\n([^]*?)```/g)]
    .map(([, text = '']) => text)
    .find((text) => text.includes('jobs:'));
  const workflow = parse(recipe ?? '') as { jobs: { prune: { steps: { with: Record<string, string> }[] } } };
  const [step] = workflow.jobs.prune.steps;
  expect(step?.with['mode']).toBe('prune');
  expect(sentencesOf({ inputs: step?.with ?? {} })).toEqual([]);
});

test('links within the page, and to and from the roles, lead somewhere', () => {
  const roles = readFileSync(new URL('../../../docs/roles.md', import.meta.url), 'utf8');
  const anchorsOf = (text: string): string[] =>
    [...text.matchAll(/^##+ (.+)$/gm)].map(([, title = '']) =>
      title
        .toLowerCase()
        .replace(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-'),
    );
  const links = (text: string, before: string): string[] =>
    [...text.matchAll(/\]\(([a-z.-]*)#([a-z0-9-]+)\)/g)].flatMap(([, file, anchor = '']) =>
      file === before ? [anchor] : [],
    );
  expect(anchorsOf(page)).toEqual(
    expect.arrayContaining([...links(page, ''), ...links(roles, 'retention.md')]),
  );
  expect(anchorsOf(roles)).toEqual(expect.arrayContaining([...links(roles, ''), ...links(page, 'roles.md')]));
});
