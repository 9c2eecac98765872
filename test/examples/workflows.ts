/** The workflows that README.md and the guides show, each with a name made of its page and heading. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** Our action as the examples name it; `set-owner.ts` and a new major version change it here too. */
export const OURS = 'OWNER/cross-account-ami@v0';

export interface Block {
  /** `readme-before-a-deployment`, `recipes-a-button`; a number is added to the second one under a heading. */
  readonly name: string;
  readonly page: string;
  /** Of the first line of the YAML, from 1. */
  readonly line: number;
  readonly text: string;
}

/** All blocks of YAML in README.md and docs/. */
export function blocks(root: string): Block[] {
  const guides = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const pages = ['README.md', ...guides.toSorted().map((name) => `docs/${name}`)];
  return pages.flatMap((page) => blocksOf(page, readFileSync(join(root, page), 'utf8')));
}

/** A heading, or the bold beginning of what is folded. */
const HEADING = /^#+ (.+)$|^<details><summary><b>(.+?)<\/b>/;

export function blocksOf(page: string, text: string): Block[] {
  const lines = text.split('\n');
  const found: Block[] = [];
  let heading = '';
  for (const [at, line] of lines.entries()) {
    const [, title, folded] = HEADING.exec(line) ?? [];
    heading = title ?? folded ?? heading;
    const indent = /^( *)```ya?ml$/.exec(line)?.[1];
    if (indent === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, at);
    if (end < 0) throw new Error(`${page}:${at + 1}: a block of YAML has no end`);
    const body = lines.slice(at + 1, end).map((each) => each.slice(indent.length));
    found.push({ name: nameOf(page, heading, found), page, line: at + 2, text: `${body.join('\n')}\n` });
  }
  return found;
}

function nameOf(page: string, heading: string, before: readonly Block[]): string {
  const stem = page.replace(/^.*\/|\.md$/g, '');
  const name = `${stem} ${heading}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
  const same = before.filter((block) => block.name === name || block.name.startsWith(`${name}-at-`)).length;
  return same === 0 ? name : `${name}-at-${same + 1}`;
}

/**
 * A whole workflow, with each line of the block where it is on its page, so that a linter names that line. Steps alone get the job
 * around them, and the step of ours that they are about when they use its outputs. Inputs alone are no workflow.
 */
export function workflowOf({ line, text }: Block): string | undefined {
  const value = parse(text) as unknown;
  if (!Array.isArray(value)) {
    const isWorkflow = typeof value === 'object' && value !== null && 'jobs' in value;
    return isWorkflow ? '\n'.repeat(line - 1) + text : undefined;
  }
  const isAlone = text.includes('steps.images.') && !text.includes('id: images');
  const head = [...JOB, ...(isAlone ? STEP : []), ''].join('\n');
  const indented = text.replaceAll(/^(?=.)/gm, '      ');
  return '\n'.repeat(line - head.split('\n').length) + head + indented;
}

const JOB = [
  'on: workflow_dispatch',
  'permissions: {}',
  'jobs:',
  '  images:',
  '    runs-on: ubuntu-latest',
  '    permissions:',
  '      id-token: write',
  '    steps:',
];
const STEP = ['      - id: images', `        uses: ${OURS}`];
