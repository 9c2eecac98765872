/** Writes src/model/partitions.ts from the partition table that the AWS SDK carries. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

interface SdkPartition {
  readonly id: string;
  readonly regionRegex: string;
  readonly regions: Readonly<Record<string, unknown>>;
}

const table = new URL(
  '../../../dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  import.meta.resolve('@aws-sdk/core/client'),
);

/** The text of src/model/partitions.ts for the AWS SDK that is installed. */
export async function partitionsSource(): Promise<string> {
  const partitions = await sdkPartitions();
  const rows = partitions.map(({ id, regions }) => {
    const names = Object.keys(regions).filter((region) => !region.endsWith('-global'));
    return `  '${id}': [${names.map((name) => `'${name}'`).join(', ')}],`;
  });
  return [
    '/** The regions of each partition. Generated from the AWS SDK by `npm run fix`; do not edit. */',
    'export const regionsByPartition: Readonly<Record<string, readonly string[]>> = {',
    ...rows,
    '};',
    '',
    '/** How regions begin in each partition but `aws`, also those that AWS opens later. Generated as above. */',
    'export const partitionsByPrefix: Readonly<Record<string, string>> = {',
    ...partitions.filter(({ id }) => id !== 'aws').map((each) => `  '${prefixOf(each)}': '${each.id}',`),
    '};',
    '',
  ].join('\n');
}

/** The plain text that the pattern of a partition's regions begins with: `us-gov-`. */
function prefixOf({ id, regionRegex }: SdkPartition): string {
  const [, prefix] = /^\^((?:[a-z]+\\-)+)/.exec(regionRegex) ?? [];
  if (prefix === undefined)
    throw new Error(`The regions of ${id} have a pattern of another form: ${regionRegex}`);
  return prefix.replaceAll('\\', '');
}

async function sdkPartitions(): Promise<readonly SdkPartition[]> {
  const text = await readFile(fileURLToPath(table), 'utf8');
  const json = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  const { partitions } = JSON.parse(json) as { partitions: readonly SdkPartition[] };
  return partitions;
}
