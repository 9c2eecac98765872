/** What the mode `wait` warns of: run keys that were used before, and series that no target here has. */
import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../../src/model/target.ts';
import {
  ACCOUNT,
  REGION,
  OTHER,
  MINUTE,
  HOUR,
  DAY,
  NOW,
  aTarget,
  settings,
  instanceId,
  roleOf,
} from '../builders.ts';
import type { RecordingJournal } from '../fakes/journal.ts';
import { earlierImage, pruningTarget } from '../image-builders.ts';
import { runWait, pendingImage, ids, type Scene } from './scenes.ts';

async function warnings(scene: Scene) {
  return warningsIn((await runWait(scene)).journal);
}

function warningsIn({ events }: RecordingJournal) {
  return events.flatMap((event) => (event.kind === 'warned' ? [event] : []));
}

describe('an image that is older than 24 hours', () => {
  const text = (id: string, at: number): string =>
    `${id} was made at ${new Date(at).toISOString()}: a run key that was used before also finds the images of the earlier run`;

  test.each(['pending', 'available'])('and %s is taken on, with a warning', async (state) => {
    const age = DAY + 1;
    const images = [
      pendingImage('ami-1', { age, state }),
      pendingImage('ami-2', { age: DAY, state, instance: instanceId(2) }),
    ];
    const { journal } = await runWait({ here: { images } });
    expect(ids(journal, 'available').toSorted()).toEqual(['ami-1', 'ami-2']);
    expect(journal.of('warned')).toMatchObject([
      {
        target: 1,
        place: { account: ACCOUNT, region: REGION, instance: instanceId(1) },
        text: text('ami-1', NOW - age),
      },
    ]);
    expect(journal.problems).toEqual([]);
  });

  test('is told of each one, right after it is taken on', async () => {
    const old = [1, 2].map((number) =>
      pendingImage(`ami-${number}`, { age: 30 * DAY, instance: instanceId(number) }),
    );
    const { journal } = await runWait({ here: { images: old } });
    expect(journal.kinds.slice(1, 5)).toEqual(['adopted', 'warned', 'adopted', 'warned']);
    expect(warningsIn(journal).map((each) => each.text)).toEqual([
      text('ami-1', NOW - 30 * DAY),
      text('ami-2', NOW - 30 * DAY),
    ]);
  });

  test('of an earlier run is no matter', async () => {
    const images = [pendingImage('ami-1'), earlierImage('ami-0', { age: 30 * DAY })];
    expect(await warnings({ here: { images } })).toEqual([]);
  });

  test('is older by the time at which it is found', async () => {
    const scene: Scene = {
      deadline: 3 * MINUTE,
      meanwhile: {
        1: ({ here }) => {
          here.state.add(pendingImage('ami-1', { age: DAY }));
        },
      },
    };
    expect(await warnings(scene)).toMatchObject([{ text: text('ami-1', NOW - DAY) }]);
  });
});

describe('a series that no target here has', () => {
  const text = (series: string): string =>
    `Nothing of series ${series} is pruned, because no target here has it`;
  const deploy = [1, 2, 3].map((number) =>
    pendingImage(`ami-${number}`, { series: 'deploy', instance: instanceId(number) }),
  );
  const place = { account: ACCOUNT, region: REGION, instance: instanceId(1) };

  test('is told once, however many images it has', async () => {
    const { journal, here } = await runWait({ targets: [pruningTarget()], here: { images: deploy } });
    expect(journal.of('warned')).toMatchObject([{ target: 1, place, text: text('deploy') }]);
    expect(here.calls.changes).toEqual([]);
    expect(ids(journal, 'available')).toHaveLength(3);
  });

  test('is told once of each such series', async () => {
    const images = [...deploy, pendingImage('ami-4', { series: 'manual' }), pendingImage('ami-5')];
    const texts = (await warnings({ targets: [pruningTarget()], here: { images } })).map((each) => each.text);
    expect(texts.toSorted()).toEqual([text('deploy'), text('manual')]);
  });

  test('is told once in each account', async () => {
    const targets = [pruningTarget(), pruningTarget({}, { position: 2, at: roleOf(OTHER) })];
    const found = await warnings({ targets, here: { images: deploy }, there: { images: deploy } });
    expect(found.map((each) => [each.target, each.place.account])).toEqual([
      [1, ACCOUNT],
      [2, OTHER],
    ]);
  });

  test.each<{ why: string; targets: Target[] }>([
    { why: 'no target has retention', targets: [aTarget()] },
    {
      why: 'only a target of another account has retention',
      targets: [aTarget(), pruningTarget({}, { position: 2, at: roleOf(OTHER) })],
    },
    {
      why: 'a target has the series, without retention',
      targets: [
        pruningTarget(),
        aTarget({ position: 2, images: settings({ series: 'deploy' }), regions: [REGION] }),
      ],
    },
  ])('is no matter when $why', async ({ targets }) => {
    expect(await warnings({ targets, here: { images: deploy } })).toEqual([]);
  });

  test('is no matter when none of its images is available', async () => {
    const images = deploy.map((image) => ({ ...image, state: 'failed' }));
    expect(await warnings({ targets: [pruningTarget()], here: { images } })).toEqual([]);
  });
});

test('an image of a day and an hour, of a series that no target here has, is told of twice', async () => {
  const images = [pendingImage('ami-1', { series: 'deploy', age: DAY + HOUR })];
  expect(await warnings({ targets: [pruningTarget()], here: { images } })).toHaveLength(2);
});
