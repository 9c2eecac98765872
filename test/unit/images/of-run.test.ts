import { describe, expect, test } from '@jest/globals';
import { imagesOfRun, instanceOf, imageOf, seriesOf, targetsOf } from '../../../src/images/of-run.ts';
import type { Image } from '../../../src/model/image.ts';
import type { Target } from '../../../src/model/target.ts';
import { ACCOUNT, anImage, aTarget, instanceId, REGION, settings } from '../builders.ts';

const RUN = { runKey: '42-0123abcd', repositoryId: '777' };
const NOW = Date.UTC(2026, 10, 22, 2, 17);

interface Facts extends Partial<Image> {
  readonly number?: number;
  readonly our?: Readonly<Record<string, string>>;
}

/** An image that the run has made, unless the facts say otherwise. */
function image(id: string, { number = 1, our = {}, ...parts }: Facts = {}): Image {
  const own = {
    'run-key': RUN.runKey,
    'repository-id': RUN.repositoryId,
    'instance-id': instanceId(number),
    series: 'default',
    'excluded-volumes': 'none',
    repository: 'octo/images',
    'run-url': 'https://github.com/octo/images/actions/runs/42',
    sha: 'c0ffee',
    ...our,
  };
  const tags = Object.entries(own).map(([key, value]) => ({ key: `cross-account-ami:${key}`, value }));
  const facts = { sourceInstanceId: instanceId(number), createdAt: NOW };
  return anImage({ id, ...facts, tags, ...parts });
}

function idsOf(images: readonly Image[]): string[] {
  return imagesOfRun(images, RUN).map(({ id }) => id);
}

describe('the images of a run', () => {
  test.each(['pending', 'available', 'failed', 'disabled'])('are in every state: %s', (state) => {
    expect(idsOf([image('ami-1', { state })])).toEqual(['ami-1']);
  });

  test.each<{ why: string; facts: Facts }>([
    { why: 'of another run', facts: { our: { 'run-key': '42-0123abce' } } },
    { why: 'of a run whose key begins alike', facts: { our: { 'run-key': '42-0123abcd-2' } } },
    { why: 'of another repository', facts: { our: { 'repository-id': '778' } } },
    { why: 'whose tags claim another source', facts: { sourceInstanceId: instanceId(2) } },
    { why: 'without our tags', facts: { tags: [] } },
  ])('are none $why', ({ facts }) => {
    expect(idsOf([image('ami-1', facts)])).toEqual([]);
  });

  test('are none that EC2 names no source of: a copy', () => {
    expect(idsOf([anImage({ tags: image('ami-1').tags })])).toEqual([]);
  });

  test('are the newest of each instance and series, in the order of the instances', () => {
    const images = [
      image('ami-2-old', { number: 2, createdAt: NOW - 2 }),
      image('ami-3', { number: 3 }),
      image('ami-2-new', { number: 2, createdAt: NOW - 1 }),
      image('ami-1', { number: 1, createdAt: NOW - 99 }),
      image('ami-2-weekly', { number: 2, createdAt: NOW - 5, our: { series: 'weekly' } }),
    ];
    for (const listed of [images, images.toReversed()]) {
      const ids = idsOf(listed);
      expect(ids.map((id) => id.slice(0, 5))).toEqual(['ami-1', 'ami-2', 'ami-2', 'ami-3']);
      expect(ids.toSorted()).toEqual(['ami-1', 'ami-2-new', 'ami-2-weekly', 'ami-3']);
    }
  });
});

describe('the targets that may have asked for an image', () => {
  const target = (position: number, series: string, excludeVolumes: readonly string[] = []): Target =>
    aTarget({ position, images: settings({ series, excludeVolumes }) });
  const plain = target(1, 'default');
  const data = target(2, 'default', ['data']);
  const more = target(3, 'default', ['/dev/sdg', '/dev/sdf']);
  const weekly = target(4, 'weekly');
  const all = [plain, data, more, weekly];

  test.each<{ of: string; our: Readonly<Record<string, string>>; targets: Target[] }>([
    { of: 'its series and volumes', our: {}, targets: [plain] },
    { of: 'its volumes', our: { 'excluded-volumes': 'data' }, targets: [data] },
    { of: 'its volumes in any order', our: { 'excluded-volumes': '/dev/sdf,/dev/sdg' }, targets: [more] },
    { of: 'its series', our: { series: 'weekly' }, targets: [weekly] },
    {
      of: 'its series, when the volumes were others then',
      our: { 'excluded-volumes': '/dev/sdh' },
      targets: [plain, data, more],
    },
    { of: 'no target, in a series that none has now', our: { series: 'monthly' }, targets: [] },
  ])('are of $of', ({ our, targets }) => {
    expect(targetsOf(image('ami-1', { our }), all)).toEqual(targets);
  });

  test('are both, when two ask for the same', () => {
    const twin = target(5, 'default');
    expect(targetsOf(image('ami-1'), [plain, twin])).toEqual([plain, twin]);
  });
});

test('what was asked for is what the image tells', () => {
  const made = image('ami-1', { name: 'web-1-20261122', number: 7, our: { series: 'nightly' } });
  expect(imageOf(made, 'web-1', { target: 3, account: ACCOUNT, region: REGION })).toMatchObject({
    target: 3,
    account: ACCOUNT,
    region: REGION,
    series: 'nightly',
    name: 'web-1-20261122',
    instance: { id: instanceId(7), name: 'web-1' },
  });
});

test('an image without our tags is of no instance and no series', () => {
  const bare = anImage({ tags: [] });
  expect([instanceOf(bare), seriesOf(bare)]).toEqual(['', '']);
});
