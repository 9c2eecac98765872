/** Three accounts in which a backup has everything to do that it can do. */
import { expect } from '@jest/globals';
import type { InstanceSeed } from '../emulator/aws.ts';
import { REPOSITORY, SHA } from '../emulator/github.ts';
import { hoursAgo } from './check-scenes.ts';
import { daysAgo, image, imageId, looseSnapshot, ourTags, server, SERIES } from './retention-scenes.ts';
import { DB, idOf, SHOP, WEB, type Stage } from './stage.ts';

export const RUN_KEY = 'before-release-42';
export const TEMPLATE = 'lt-00000000000000001';

export const FULL = {
  targets: [
    `- {account: ${WEB}, regions: [eu-west-1, us-east-1], exclude-volumes: /dev/sdf}`,
    // One of them does not exist.
    `- {account: ${DB}, instances: [${idOf(6)}, ${idOf(77)}]}`,
    `- {account: ${SHOP}, no-reboot: false}`,
  ].join('\n'),
  instances: 'all',
  series: SERIES,
  name: '${instance-name}-${run}',
  tags: 'Owner: ops',
  retention: 'keep-last: 2',
  'gone-after': '30d',
  'loose-after': '7d',
  'skip-if-newer-than': '12h',
  'run-key': RUN_KEY,
};

/** The images of web-1, the first of which is in use. */
export const NIGHTS = [11, 12, 13, 14, 15] as const;

/** Of web-1 there are images of five nights; web-2 has one of this very run; web-3 has a young one. */
export async function seedFull(stage: Stage, shop: InstanceSeed['state'] = 'running'): Promise<void> {
  const us = { region: 'us-east-1' };
  const sizes = { '/dev/xvda': 20, '/dev/sdf': 50, '/dev/sdg': 100 };
  const volumes = Object.entries(sizes).map(([device, sizeGiB]) => ({ device, sizeGiB }));
  await stage.seed({
    [WEB]: [
      { ...server(1, { name: 'web-1' }), volumes, tags: { Team: 'web', 'aws:autoscaling:groupName': 'web' } },
      server(2, { name: 'web-2', state: 'stopped' }),
      server(3, { name: 'web-3', ...us }),
    ],
    [DB]: [server(6, { name: 'db|1' })],
    [SHOP]: [server(9, { name: 'shop', state: shop, volumes: [{ device: '/dev/xvda', encrypted: true }] })],
  });
  const of = (instance: number) => ({ instance: idOf(instance), excludedVolumes: '/dev/sdf' });
  const ofThisRun = { tags: { 'cross-account-ami:run-key': RUN_KEY } };
  await stage.aws.seed({
    id: WEB,
    images: [
      ...NIGHTS.map((number, at) => image(number, daysAgo(9 - at), of(1))),
      image(21, hoursAgo(0.5), of(2), ofThisRun),
      image(31, daysAgo(4), of(3), us),
      image(32, hoursAgo(2), of(3), us),
      // A leftover, an instance that is gone, and a series that nobody looks after.
      image(61, daysAgo(9), of(1), { state: 'failed' }),
      image(81, daysAgo(40), of(8)),
      image(91, daysAgo(40), { ...of(1), series: 'pre-deploy' }),
    ],
    snapshots: [looseSnapshot(71)],
    launchTemplates: [{ id: TEMPLATE, name: 'web', versions: [{ imageId: imageId(NIGHTS[0]) }] }],
  });
}

/** Tags of an image that a run with these inputs makes. */
export function tagsOfRun(name: string, instance: string, excludedVolumes: string): Record<string, unknown> {
  const made = { ...ourTags({ instance, excludedVolumes }), Name: name, Owner: 'ops' };
  return {
    ...made,
    'cross-account-ami:run-key': RUN_KEY,
    'cross-account-ami:run-url': `https://github.com/${REPOSITORY.name}/actions/runs/8800110022`,
    'cross-account-ami:sha': SHA,
    'cross-account-ami:attempt': expect.stringMatching(/^1-[0-9a-f]{8}$/),
    'cross-account-ami:instance-type': 't3.micro',
  };
}
