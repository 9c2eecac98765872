/** Fills in the variables of templates. What is inserted is never expanded again. */
import { createHash } from 'node:crypto';
import type { Instance, RunFacts } from '../model/image.ts';
import type { Template, TemplateVariable } from '../model/target.ts';

/** Where, for whom and when an image is made. */
export interface TemplateFacts {
  readonly target: number;
  readonly account: string;
  readonly region: string;
  readonly series: string;
  readonly facts: RunFacts;
  /** AWS's time, in milliseconds since 1970. */
  readonly now: number;
}

export type TemplateValues = Readonly<Record<TemplateVariable, string>>;

/** The values of all variables for one instance. */
export function templateValues(instance: Instance, context: TemplateFacts): TemplateValues {
  const { facts, series } = context;
  const timestamp = new Date(context.now).toISOString().replace(/[-:]|\.\d+/g, '');
  return {
    'instance-name': instance.name,
    'instance-id': instance.id,
    account: context.account,
    region: context.region,
    date: timestamp.slice(0, 8),
    timestamp,
    run: runDigest(facts.runKey, series),
    'run-id': facts.runId,
    repository: facts.repository,
    sha: facts.sha,
    ref: facts.ref,
    series,
  };
}

/** 8 hex digits that are the same in a re-run of the same run, and differ between series. */
export function runDigest(runKey: string, series: string): string {
  return createHash('sha256')
    .update(JSON.stringify([runKey, series]))
    .digest('hex')
    .slice(0, 8);
}

export function fill(template: Template, values: TemplateValues): string {
  return template.map((piece) => (typeof piece === 'string' ? piece : values[piece.variable])).join('');
}
