/** Values with sensible parts, of which a test states only those that matter to it. */
import type { Image, ImageRequest, Instance, RunFacts, Tag } from '../../src/model/image.ts';
import type { Problem, ProblemCode } from '../../src/model/problem.ts';
import type { ImageSettings, Target, Template } from '../../src/model/target.ts';
import type { TemplateFacts } from '../../src/images/template.ts';

export const ACCOUNT = '222222222222';
export const REGION = 'eu-west-1';
/** An account besides. */
export const OTHER = '333333333333';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** When a fake clock begins. */
export const NOW = Date.UTC(2026, 10, 22, 2, 17);

/** The id of the n-th instance; the order of the ids is that of the numbers. */
export function instanceId(number: number): string {
  return `i-${number.toString(16).padStart(17, '0')}`;
}

/** The instance that is meant when a test names none. */
export const INSTANCE = instanceId(1);

export function anInstance(parts: Partial<Instance> = {}): Instance {
  return {
    id: INSTANCE,
    name: 'web-1',
    state: 'running',
    type: 'm7g.large',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    devices: ['/dev/xvda', '/dev/sdf', '/dev/sdg'],
    launchedAt: Date.UTC(2024, 0, 1),
    tags: [],
    ...parts,
  };
}

/** So many instances, with ids and names by their number. */
export function instances(count: number, parts: Partial<Instance> = {}): Instance[] {
  return Array.from({ length: count }, (_, at) =>
    anInstance({ id: instanceId(at + 1), name: `web-${at + 1}`, ...parts }),
  );
}

export function tagsOf(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

export function settings(parts: Partial<ImageSettings> = {}): ImageSettings {
  return {
    name: holes('instance-name', '-', 'instance-id', '-', 'date', '-', 'run'),
    description: holes('instance-name'),
    tags: new Map(),
    copyTags: true,
    noReboot: true,
    maxReboots: 1,
    excludeVolumes: [],
    series: 'default',
    ...parts,
  };
}

const variables = ['instance-name', 'instance-id', 'account', 'region', 'date', 'timestamp', 'run', 'series'];

/** A template in which every word that is the name of a variable is its hole. */
export function holes(...words: readonly string[]): Template {
  return words.map((word) => (isVariable(word) ? { variable: word } : word));
}

function isVariable(word: string): word is 'instance-name' {
  return variables.includes(word);
}

export function aTarget(parts: Partial<Target> = {}): Target {
  return {
    position: 1,
    at: roleOf(ACCOUNT),
    regions: [REGION],
    instances: { kind: 'all' },
    ownInstances: true,
    maxInstances: 250,
    images: settings(),
    ...parts,
  };
}

export function roleOf(account: string): Extract<Target['at'], { kind: 'role' }> {
  return { kind: 'role', account, roleArn: `arn:aws:iam::${account}:role/cross-account-ami` };
}

export function runFacts(parts: Partial<RunFacts> = {}): RunFacts {
  return {
    runKey: '42-0123abcd',
    isKeyGiven: false,
    attempt: '2-0000beef',
    runId: '42',
    runUrl: 'https://github.com/octo/images/actions/runs/42',
    repository: 'octo/images',
    repositoryId: '777',
    sha: 'c0ffee0000000000000000000000000000000000',
    ref: 'refs/heads/main',
    ...parts,
  };
}

export function templateFacts(parts: Partial<TemplateFacts> = {}): TemplateFacts {
  return {
    target: 1,
    account: ACCOUNT,
    region: REGION,
    series: 'default',
    facts: runFacts(),
    now: Date.UTC(2026, 10, 22, 2, 17, 5),
    ...parts,
  };
}

export function aRequest(parts: Partial<ImageRequest> = {}): ImageRequest {
  const { instance = anInstance(), series = 'default' } = parts;
  const { name = `image of ${instance.id} in ${series}` } = parts;
  return {
    target: 1,
    account: ACCOUNT,
    region: REGION,
    instance,
    series,
    name,
    spareNames: [],
    description: '',
    tags: [
      { key: 'Name', value: name },
      ...ourTags({ instance: instance.id, series, attempt: runFacts().attempt }),
    ],
    noReboot: true,
    excludedDevices: [],
    ...parts,
  };
}

export interface TagFacts {
  readonly instance?: string | undefined;
  readonly series?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly excludedVolumes?: string | undefined;
  readonly runKey?: string | undefined;
  readonly attempt?: string | undefined;
}

/** The tags by which a run knows its own images; by default those of an earlier attempt of this run. */
export function ourTags(facts: TagFacts = {}): Tag[] {
  const run = runFacts();
  const values = {
    'instance-id': facts.instance ?? INSTANCE,
    series: facts.series ?? 'default',
    'run-key': facts.runKey ?? run.runKey,
    repository: run.repository,
    'repository-id': facts.repositoryId ?? run.repositoryId,
    'run-url': run.runUrl,
    sha: run.sha,
    'excluded-volumes': facts.excludedVolumes ?? 'none',
    attempt: facts.attempt ?? '1-0000cafe',
  };
  return Object.entries(values).map(([name, value]) => ({ key: `cross-account-ami:${name}`, value }));
}

/** An image of which nothing is known but what the test states: not even whose it is. */
export function anImage(parts: Partial<Image> = {}): Image {
  return {
    id: 'ami-1',
    name: 'image 1',
    state: 'available',
    snapshots: ['snap-1'],
    sizeGiB: 8,
    holds: [],
    tags: [],
    createdAt: Date.UTC(2026, 10, 22, 2, 17),
    ...parts,
  };
}

export function aProblem(code: ProblemCode, parts: Partial<Problem> = {}): Problem {
  return {
    code,
    phase: 'create',
    place: { account: ACCOUNT, region: REGION },
    what: `It was ${code}`,
    ...parts,
  };
}
