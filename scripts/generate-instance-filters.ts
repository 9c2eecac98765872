/** Writes src/config/instance-filters.ts from the documentation in the AWS SDK's types. */
import { readdir, readFile } from 'node:fs/promises';

const models = new URL('../dist-types/models/', import.meta.resolve('@aws-sdk/client-ec2'));

/** The text of src/config/instance-filters.ts for the AWS SDK that is installed. */
export async function instanceFiltersSource(): Promise<string> {
  const names = await documentedFilters();
  return [
    "import { didYouMean } from './mistake.ts';",
    '',
    '/** The filters of EC2 DescribeInstances. Generated from the AWS SDK by `npm run fix`; do not edit. */',
    'const instanceFilters: readonly string[] = `',
    ...wrapped(names),
    '`',
    '  .trim()',
    '  .split(/\\s+/);',
    '',
    '/** Whether this version knows the filter; any key may follow `tag:`. */',
    'export function isKnownFilter(name: string): boolean {',
    "  return name.startsWith('tag:') || instanceFilters.includes(name);",
    '}',
    '',
    '/** A question that names the nearest filter, if one is near. */',
    'export function nearestInstanceFilter(name: string): string | undefined {',
    '  return didYouMean(name, instanceFilters);',
    '}',
    '',
  ].join('\n');
}

async function documentedFilters(): Promise<readonly string[]> {
  for (const file of await readdir(models)) {
    const text = await readFile(new URL(file, models), 'utf8');
    const start = text.indexOf('export interface DescribeInstancesRequest {');
    if (start < 0) continue;
    const block = text.slice(start, text.indexOf('\n}', start));
    const names = [...block.matchAll(/<code>([a-z][a-z0-9.-]+)<\/code> - /g)].map(([, name]) => name ?? '');
    return [...new Set(names)].sort();
  }
  throw new Error('The AWS SDK has no types of DescribeInstances where they were expected.');
}

/** As many names on a line as fit. */
function wrapped(names: readonly string[]): string[] {
  return names.reduce<string[]>((lines, name) => {
    const longer = `${lines.at(-1) ?? ''} ${name}`;
    return longer.length > 108 || lines.length === 0
      ? [...lines, `  ${name}`]
      : [...lines.slice(0, -1), longer];
  }, []);
}
