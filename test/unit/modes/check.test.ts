/** Whether every selected instance has an image that is young enough. */
import { describe, expect, test } from '@jest/globals';
import type { Instance } from '../../../src/model/image.ts';
import {
  ACCOUNT,
  REGION,
  HOUR,
  DAY,
  NOW,
  aTarget,
  settings,
  instanceId,
  anInstance,
  aProblem,
} from '../builders.ts';
import type { RecordingJournal } from '../fakes/journal.ts';
import { earlierImage, type ImageFacts } from '../image-builders.ts';
import { BOTH, runCheck } from './scenes.ts';

function verdicts(journal: RecordingJournal): string[] {
  return journal.of('checked').map(({ of, freshness }) => `${of.target} ${of.instance.id} ${freshness.kind}`);
}

const place = { account: ACCOUNT, region: REGION, instance: instanceId(1) };

describe('an instance', () => {
  test('with a young image is fresh', async () => {
    const { journal } = await runCheck({ here: { images: [earlierImage('ami-1', { age: DAY - 1 })] } });
    expect(verdicts(journal)).toEqual([`1 ${instanceId(1)} fresh`]);
    expect(journal.of('checked')[0]?.freshness).toMatchObject({ image: { id: 'ami-1' } });
    expect(journal.problems).toEqual([]);
  });

  test('is judged by its newest image', async () => {
    const images = [1, 30, 3].map((days) => earlierImage(`ami-${days}`, { age: days * DAY - HOUR }));
    const { journal } = await runCheck({ here: { images } });
    expect(journal.of('checked')[0]?.freshness).toMatchObject({ kind: 'fresh', image: { id: 'ami-1' } });
  });

  test('with an image that is as old as max-age fails', async () => {
    const { journal } = await runCheck({ here: { images: [earlierImage('ami-1', { age: DAY })] } });
    expect(verdicts(journal)).toEqual([`1 ${instanceId(1)} too old`]);
    expect(journal.of('failed')).toMatchObject([
      {
        of: {
          target: 1,
          account: ACCOUNT,
          region: REGION,
          series: 'default',
          instance: { id: instanceId(1) },
        },
        image: { id: 'ami-1' },
        problem: {
          code: 'ImageTooOld',
          phase: 'check',
          place: { ...place, image: 'ami-1' },
          what: 'The newest image of series default was made on 2026-11-21 02:17 UTC, longer ago than max-age',
        },
      },
    ]);
  });

  test('without any image fails', async () => {
    const { journal } = await runCheck({});
    expect(journal.of('failed')).toMatchObject([
      {
        problem: {
          code: 'NoImage',
          phase: 'check',
          place,
          what: 'The instance has no image in series default',
        },
      },
    ]);
    expect(journal.of('failed')[0]).not.toHaveProperty('image');
  });

  test.each<{ readonly why: string; readonly facts: ImageFacts }>([
    { why: 'it is pending', facts: { state: 'pending' } },
    { why: 'it is failed', facts: { state: 'failed' } },
    { why: 'it leaves out other volumes (data)', facts: { excludedVolumes: 'data' } },
  ])('whose images do not count is told why: $why', async ({ why, facts }) => {
    const { journal } = await runCheck({ here: { images: [earlierImage('ami-1', facts)] } });
    const what = `The instance has no image in series default (ami-1 does not count, ${why})`;
    expect(journal.problems).toMatchObject([{ code: 'NoImage', what }]);
  });

  test.each<{ readonly of: string; readonly facts: ImageFacts }>([
    { of: 'another series', facts: { series: 'weekly' } },
    { of: 'another repository', facts: { repositoryId: '778' } },
    { of: 'another instance', facts: { instance: instanceId(2) } },
    { of: 'no source, as a copy has', facts: { sourceless: true } },
  ])('has no image when all there is are of $of', async ({ facts }) => {
    const { journal } = await runCheck({ here: { images: [earlierImage('ami-1', facts)] } });
    expect(journal.problems).toMatchObject([{ what: 'The instance has no image in series default' }]);
  });

  test('that is younger than max-age itself is too new, and no failure', async () => {
    const young = anInstance({ launchedAt: NOW - HOUR });
    const { journal } = await runCheck({ here: { instances: [young] } });
    expect(verdicts(journal)).toEqual([`1 ${instanceId(1)} too new`]);
    expect(journal.problems).toEqual([]);
  });

  test('of two targets in two series is judged in each, in one series in none', async () => {
    const weekly = aTarget({ position: 3, images: settings({ series: 'weekly' }) });
    const { journal } = await runCheck({ targets: [aTarget(), aTarget({ position: 2 }), weekly] });
    expect(verdicts(journal)).toEqual([`3 ${instanceId(1)} no image`]);
    const what = 'The instance is selected by targets 1 and 2, both in series default';
    const problem = { code: 'SelectedTwice', phase: 'check', place, what };
    expect(journal.of('failed')).toMatchObject([{ of: { target: 1 }, problem }, { of: { target: 3 } }]);
  });

  test('that does not exist fails', async () => {
    const ids = { kind: 'ids', ids: [instanceId(1), instanceId(8)] } as const;
    const { journal } = await runCheck({
      targets: [aTarget({ instances: ids })],
      here: { images: [earlierImage('ami-1')] },
    });
    expect(journal.problems).toMatchObject([
      { code: 'InstanceNotFound', place: { instance: instanceId(8) } },
    ]);
    expect(verdicts(journal)).toEqual([`1 ${instanceId(1)} fresh`]);
  });
});

describe('an instance of which EC2 makes no image', () => {
  const [well, gone] = [anInstance(), anInstance({ id: instanceId(2), name: 'web-2' })];
  const images = [earlierImage('ami-1'), earlierImage('ami-2', { instance: instanceId(2) })];
  const targets = [aTarget({ instances: { kind: 'ids', ids: [instanceId(1), instanceId(2)] } })];

  test.each([{ state: 'terminated' }, { state: 'shutting-down' }])(
    'is a failure without a verdict when it is named by its id: $state',
    async ({ state }) => {
      const { journal } = await runCheck({
        targets,
        here: { instances: [well, { ...gone, state }], images },
      });
      expect(verdicts(journal)).toEqual([`1 ${instanceId(1)} fresh`]);
      expect(journal.of('failed')).toMatchObject([
        { of: { target: 1, account: ACCOUNT, region: REGION, instance: { id: instanceId(2) } } },
      ]);
      expect(journal.problems).toEqual([
        {
          code: 'InstanceNotImageable',
          phase: 'check',
          place: { ...place, instance: instanceId(2) },
          what: `The instance is ${state}`,
        },
      ]);
    },
  );

  test('is not selected by a filter', async () => {
    const instances = [well, { ...gone, state: 'terminated' }];
    const { journal } = await runCheck({ here: { instances, images } });
    expect(verdicts(journal)).toEqual([`1 ${instanceId(1)} fresh`]);
    expect(journal.problems).toEqual([]);
  });

  test.each([{ state: 'stopped' }, { state: 'stopping' }])(
    'is none that is $state: it is checked as usual',
    async ({ state }) => {
      const { journal } = await runCheck({
        targets,
        here: { instances: [well, { ...gone, state }], images: images.slice(0, 1) },
      });
      expect(verdicts(journal)).toEqual([`1 ${instanceId(1)} fresh`, `1 ${instanceId(2)} no image`]);
      expect(journal.codes).toEqual(['NoImage']);
    },
  );
});

describe('an account and region', () => {
  const targets = BOTH;

  test('whose images cannot be looked up fails its target, and no other', async () => {
    const problem = aProblem('AccessDenied', { phase: 'wait' });
    const there = { images: [earlierImage('ami-1')] };
    const { journal } = await runCheck({ targets, here: { faults: { 'images.ours': problem } }, there });
    expect(journal.of('target-failed')).toMatchObject([
      { target: 1, problem: { ...problem, phase: 'check' } },
    ]);
    expect(verdicts(journal)).toEqual([`2 ${instanceId(1)} fresh`]);
  });

  test('that cannot be entered fails its target, and no other', async () => {
    const refusals = { [ACCOUNT]: aProblem('AssumeRoleDenied') };
    const { journal } = await runCheck({ targets, refusals, there: { images: [earlierImage('ami-1')] } });
    expect(journal.of('target-failed')).toMatchObject([{ target: 1, problem: { code: 'AssumeRoleDenied' } }]);
    expect(verdicts(journal)).toEqual([`2 ${instanceId(1)} fresh`]);
  });

  test.each<{
    readonly none: Instance[];
    readonly ifNoInstances: 'error' | 'ignore';
    readonly codes: string[];
  }>([
    { none: [], ifNoInstances: 'error', codes: ['NoInstancesFound'] },
    { none: [], ifNoInstances: 'ignore', codes: [] },
  ])('without an instance is not looked into, if-no-instances-found: $ifNoInstances', async (each) => {
    const { journal, here } = await runCheck(
      {
        here: { instances: each.none, faults: { 'images.ours': aProblem('AccessDenied') } },
      },
      { ifNoInstances: each.ifNoInstances },
    );
    expect(journal.codes).toEqual(each.codes);
    expect(here.calls.verbs).not.toContain('images.ours');
  });
});

test('every target is told as started, after everything else', async () => {
  const targets = BOTH;
  const { journal } = await runCheck({ targets });
  expect(journal.kinds.slice(-2)).toEqual(['target-started', 'target-started']);
});
