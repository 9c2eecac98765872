/** Images of earlier nights, and what a run says of each of them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import type { ImageSeed, InstanceSeed, SnapshotSeed } from '../emulator/aws.ts';
import { REPOSITORY } from '../emulator/github.ts';
import type { ActionRun } from '../emulator/runner.ts';
import { reportOf } from './outputs.ts';
import { idOf, type Stage } from './stage.ts';

export const SERIES = 'nightly';

/** Inputs of retention alone, with a policy that keeps the newest image. */
export const PRUNE = { mode: 'prune', series: SERIES, retention: 'keep-last: 1', 'max-prunes': '50' };

/** What the tags of an image say; left out, it is one of the series `nightly` of instance 1. */
export interface Made {
  readonly instance?: string;
  readonly series?: string;
  readonly repositoryId?: string;
  readonly excludedVolumes?: string;
  readonly attempt?: string;
}

export function ourTags(made: Made = {}): Record<string, string> {
  const own = {
    'run-key': '8800110001-0123abcd',
    series: made.series ?? SERIES,
    'instance-id': made.instance ?? idOf(1),
    repository: REPOSITORY.name,
    'repository-id': made.repositoryId ?? REPOSITORY.id,
    'run-url': 'https://github.com/octo-org/images/actions/runs/8800110001',
    sha: 'c0ffee',
    'excluded-volumes': made.excludedVolumes ?? 'none',
    attempt: made.attempt ?? '1-0000cafe',
  };
  return Object.fromEntries(Object.entries(own).map(([name, value]) => [`cross-account-ami:${name}`, value]));
}

/** An image of ours; `more` replaces what EC2 says of it, and adds tags. */
export function image(number: number, at: string, made: Made = {}, more: Partial<ImageSeed> = {}): ImageSeed {
  return {
    id: imageId(number),
    name: `image-${number}`,
    instanceId: made.instance ?? idOf(1),
    creationDate: at,
    snapshotIds: [snapshotId(number)],
    ...more,
    tags: { ...ourTags(made), ...more.tags },
  };
}

/** A snapshot without an image; `more` replaces whatever stands in the way of its end. */
export function looseSnapshot(number: number, more: Partial<SnapshotSeed> = {}): SnapshotSeed {
  return {
    id: snapshotId(number),
    description: `Created by CreateImage(${idOf(1)}) for ${imageId(number)}`,
    startTime: daysAgo(30),
    tags: ourTags(),
    ...more,
  };
}

export function imageId(number: number): string {
  return `ami-${String(number).padStart(17, '0')}`;
}

export function snapshotId(number: number): string {
  return `snap-${String(number).padStart(17, '0')}`;
}

export function server(number: number, more: Partial<InstanceSeed> = {}): InstanceSeed {
  return { id: idOf(number), name: `server-${number}`, ...more };
}

/** Fixed days, for what does not depend on the clock: `day(3)` is 02:17 of 3 June. */
export function day(number: number): string {
  return `2026-06-${String(number).padStart(2, '0')}T02:17:00.000Z`;
}

export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 24 * 3600_000).toISOString();
}

/** Summary and report file say the same of the same images: `kept: daily 2026-06-03`. */
export function expectVerdicts(run: ActionRun, expected: Readonly<Record<string, string>>): void {
  expect(verdictsOf(run)).toEqual(expected);
  expect(verdictsInSummary(run)).toEqual(expected);
}

/** What the report file says of each image. */
export function verdictsOf(run: ActionRun): Record<string, string> {
  const { instances, unattended } = reportOf(run).retention;
  const entries = [...instances, ...unattended].flatMap(({ images }) => images);
  return Object.fromEntries(
    entries.map(({ image_id, decision, reasons }) => {
      return [image_id, `${decision === 'keep' ? 'kept' : 'pruned'}: ${reasons.join(', ')}`];
    }),
  );
}

/** The rows of the summary, as the page shows them. */
export function verdictsInSummary(run: ActionRun): Record<string, string> {
  const rows = run.summary
    .replaceAll('<wbr>', '')
    .matchAll(/^\| (?:🗑️\s)?(kept|pruned) \| \[?(ami-[0-9a-f]+).*? \| (.*) \|$/gmu);
  return Object.fromEntries(
    [...rows].map(([, decision = '', id = '', why = '']) => [
      id,
      `${decision}: ${pageShows(why.replaceAll('<br>', ', '))}`,
    ]),
  );
}

/** Text of the summary with its character references resolved. */
export function pageShows(text: string): string {
  return text
    .replaceAll('<wbr>', '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

export function warningsOf(run: ActionRun): string[] {
  return reportOf(run).warnings.map(({ text, place }) => `${place}: ${text}`);
}

export function prunedOf(run: ActionRun): string[] {
  return JSON.parse(run.outputs['pruned-image-ids'] ?? 'null') as string[];
}

/** Images and snapshots that AWS still has. */
export async function left(stage: Stage): Promise<{ images: string[]; snapshots: string[] }> {
  const { images, snapshots } = await stage.aws.state();
  return { images: images.map(({ id }) => id).sort(), snapshots: snapshots.map(({ id }) => id).sort() };
}

/** What only these images and their snapshots make. */
export function only(...numbers: number[]): { images: string[]; snapshots: string[] } {
  return { images: numbers.map(imageId).sort(), snapshots: numbers.map(snapshotId).sort() };
}

export interface Pause {
  /** For the step that is to be interrupted. */
  readonly aws: { readonly url: string };
  close(): Promise<void>;
}

/** Stands between a step and AWS; holds the nth call of an action back until something else has happened. */
export async function pauseAt(
  { aws }: Stage,
  [action, nth]: readonly [action: string, nth: number],
  meanwhile: () => Promise<void>,
): Promise<Pause> {
  let calls = 0;
  const server = createServer((request, response) => {
    const forward = async (): Promise<void> => {
      const body = ((await request.toArray()) as Buffer[]).join('');
      if (new URLSearchParams(body).get('Action') === action && (calls += 1) === nth) await meanwhile();
      const known = Object.entries(request.headers).filter(([name]) =>
        /^(x-amz-|authorization$|content-type$)/.test(name),
      );
      const headers = Object.fromEntries(known.map(([name, value]) => [name, String(value)]));
      const reply = await fetch(`${aws.url}${request.url ?? ''}`, { method: 'POST', headers, body });
      const kept = ['content-type', 'date'].flatMap((name) => [name, reply.headers.get(name) ?? '']);
      response.writeHead(reply.status, kept).end(await reply.text());
    };
    forward().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    aws: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
