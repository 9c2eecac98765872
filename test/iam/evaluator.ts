/** The program in hcl/, which works out what a Terraform module creates: built once and kept in `.cache/`. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Json, JsonObject } from '../../scripts/iam/json.ts';
import { go } from './go.ts';

const SOURCE = join(import.meta.dirname, 'hcl');
const PROJECT = resolve(import.meta.dirname, '../..');

export interface Request {
  readonly directory: string;
  readonly variables: JsonObject;
  /** Attributes that only AWS knows, of data sources and of resources, by address. */
  readonly known: Readonly<Record<string, JsonObject>>;
}

export interface Answer {
  readonly refused?: readonly string[];
  readonly resources?: Readonly<Record<string, Json>>;
  readonly outputs?: JsonObject;
}

/** One answer for each request, in the same order. */
export function evaluated(requests: readonly Request[]): readonly Answer[] {
  const { error, status, stdout, stderr } = spawnSync(program(), {
    cwd: PROJECT,
    input: JSON.stringify(requests),
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer[];
}

function program(): string {
  const digest = createHash('sha256');
  for (const file of readdirSync(SOURCE).toSorted()) digest.update(readFileSync(join(SOURCE, file)));
  const home = join(PROJECT, '.cache', `hcl-${digest.digest('hex').slice(0, 12)}`);
  const built = join(home, process.platform === 'win32' ? 'hcl.exe' : 'hcl');
  if (existsSync(built)) return built;
  mkdirSync(home, { recursive: true });
  // Somebody else may build it at the same moment: whoever is last replaces it by the same.
  const mine = join(home, String(process.pid));
  go(['build', '-trimpath', '-buildvcs=false', '-o', mine, '.'], SOURCE);
  renameSync(mine, built);
  return built;
}
