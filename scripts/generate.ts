/** Writes every generated file, or with `--check` says which of them are out of date. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { permissionsWithTables, planWithTable } from './action-tables.ts';
import { actionMetadata } from './action-metadata.ts';
import { actionTypes } from './action-types.ts';
import { instanceFiltersSource } from './generate-instance-filters.ts';
import { partitionsSource } from './generate-partitions.ts';
import { documents } from './iam/documents.ts';
import { inputErrorsPage } from './input-errors.ts';
import { inputsWithTables } from './input-tables.ts';
import { retentionPicture } from './retention-picture.ts';
import { reliabilityWithTables } from './reliability.ts';
import { targetsSchema } from './targets-schema.ts';

const files: Readonly<Record<string, (current: string) => string | Promise<string>>> = {
  'src/model/partitions.ts': partitionsSource,
  'src/config/instance-filters.ts': instanceFiltersSource,
  'action.yml': actionMetadata,
  'action-types.yml': actionTypes,
  'targets.schema.json': targetsSchema,
  'docs/inputs.md': inputsWithTables,
  'docs/images/retention-year.svg': retentionPicture,
  'docs/input-errors.md': inputErrorsPage,
  'docs/reliability.md': reliabilityWithTables,
  'docs/plan.md': planWithTable,
  'docs/permissions.md': permissionsWithTables,
  ...Object.fromEntries(
    Object.entries(documents).map(([name, document]) => [
      `iam/json/${name}.json`,
      () => JSON.stringify(document),
    ]),
  ),
};

const check = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, generate] of Object.entries(files)) {
  const current = await readFile(path, 'utf8').catch(() => '');
  const fresh = await formatted(path, await generate(current));
  if (fresh === current) continue;
  stale.push(path);
  if (check) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, fresh);
}
if (check && stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run: npm run fix`);
  process.exitCode = 1;
}

/** Prettier has no words for some kinds of file; those are written as they are. */
async function formatted(path: string, text: string): Promise<string> {
  const { inferredParser } = await getFileInfo(path);
  if (inferredParser === null) return text;
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
