/** A whole set of good inputs, of which a test changes those that matter to it. */
import type { Config } from '../../../src/config/config.ts';
import { mistakeText, type Mistake } from '../../../src/config/mistake.ts';
import { readConfig, type ReadConfig, type Surroundings } from '../../../src/config/read-config.ts';
import type { Target } from '../../../src/model/target.ts';

export const good: Readonly<Record<string, string>> = {
  'role-to-assume': 'arn:aws:iam::111111111111:role/main',
  'aws-region': 'eu-west-1',
  'target-role': 'cross-account-ami',
  targets: '222222222222',
  instances: 'all',
  'run-key': 'auto 0',
};

export interface Given {
  readonly inputs?: Readonly<Record<string, string>>;
  /** Region of the environment. */
  readonly region?: string;
  /** A text is UTF-8. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly identity?: Partial<Surroundings['identity']>;
}

export function read({ inputs = {}, region, files = {}, identity = {} }: Given): ReadConfig {
  const texts = new Map(Object.entries({ ...good, ...inputs }));
  return readConfig({
    region,
    inputs: (name) => texts.get(name) ?? '',
    readFile: (path) => {
      const content = new Map(Object.entries(files)).get(path);
      return typeof content === 'string' ? Buffer.from(content) : content;
    },
    identity: {
      runId: '42',
      repositoryId: '777',
      repository: 'octo/images',
      job: 'backup',
      step: '__run',
      actor: 'octocat',
      sha: '4d1f2a',
      ref: 'refs/heads/main',
      ...identity,
    },
  });
}

export function configOf(given: Given): Config {
  const answer = read(given);
  if (!answer.ok) throw new Error(answer.mistakes.map(mistakeText).join('\n'));
  return answer.config;
}

export function mistakesOf(given: Given): readonly Mistake[] {
  const answer = read(given);
  return answer.ok ? [] : answer.mistakes;
}

/** The mistakes as sentences. */
export function sentencesOf(given: Given): string[] {
  return mistakesOf(given).map(mistakeText);
}

/** The only target of a configuration. */
export function targetOf(given: Given): Target {
  const { targets } = configOf(given);
  const [target, ...others] = targets;
  if (target === undefined || others.length > 0)
    throw new Error(`${targets.length} targets, one was expected`);
  return target;
}
