/**
 * What only a real OpenTofu can say about iam/terraform: `node test/iam/opentofu.ts format policies documents parameters modules`.
 * OpenTofu is built by Go, once, which takes minutes. `modules` alone needs a registry, for the AWS provider.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { object, text, type Json, type JsonObject } from '../../scripts/iam/json.ts';
import { templateOf } from './deployments.ts';
import { evaluated } from './evaluator.ts';
import { go } from './go.ts';
import { parametersOf, placeOf, refused, same, type Case } from './terraform-cases.ts';
import { variables } from './terraform.ts';

const VERSION = '1.12.6';
const PROJECT = resolve(import.meta.dirname, '../..');
const TEMPLATES = ['main-role', 'target-role'];
const MODULES = join(PROJECT, 'iam/terraform');

interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly all: string;
}

const checks: Readonly<Record<string, (place: string) => void>> = {
  format: (place) => {
    done(['fmt', '-check', '-diff', '-recursive'], place);
  },
  policies: (place) => {
    for (const name of TEMPLATES) validate(join(place, 'policies', name));
  },
  documents: compareDocuments,
  parameters: compareRefusals,
  modules: (place) => {
    for (const name of TEMPLATES) validate(join(place, name));
  },
};

for (const name of process.argv.slice(2)) {
  const check = checks[name];
  if (check === undefined)
    throw new RangeError(`no check is called ${name}: ${Object.keys(checks).join(', ')}`);
  const place = mkdtempSync(join(tmpdir(), 'opentofu-'));
  try {
    cpSync(MODULES, place, { recursive: true });
    check(place);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  console.log(`ok ${name}`);
}

/** Its go.mod replaces a module, so `go install` refuses it; in the folder of its source it builds. */
function tofu(): string {
  const home = join(PROJECT, '.cache', `opentofu-${VERSION}`);
  const built = join(home, process.platform === 'win32' ? 'tofu.exe' : 'tofu');
  if (existsSync(built)) return built;
  console.log(`Building OpenTofu ${VERSION} (once)`);
  mkdirSync(home, { recursive: true });
  const module = `github.com/opentofu/opentofu@v${VERSION}`;
  const { Dir } = object(JSON.parse(go(['mod', 'download', '-json', module], home)) as Json);
  go(['build', '-o', built, './cmd/tofu'], text(Dir));
  return built;
}

function said(args: readonly string[], directory: string): Said {
  const { error, status, stdout, stderr } = spawnSync(tofu(), [...args], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1024 ** 3,
    env: { ...process.env, TF_IN_AUTOMATION: 'true' },
  });
  if (error) throw error;
  return { status, stdout, all: stdout + stderr };
}

function done(args: readonly string[], directory: string): string {
  const { status, stdout, all } = said(args, directory);
  if (status !== 0) throw new Error(`tofu ${args.join(' ')}\n${all}`);
  return stdout;
}

function validate(module: string): void {
  done(['init', '-backend=false', '-no-color'], module);
  done(['validate', '-no-color'], module);
}

/** What a module passes to its policies, and what these answer, without the resources: so it needs no provider. */
function writeWithoutProvider(place: string, template: string): void {
  const names = (path: string, block: string) =>
    [...readFileSync(join(place, path), 'utf8').matchAll(new RegExp(`^${block} "(\\w+)"`, 'gm'))].map(
      ([, name = '']) => name,
    );
  const arguments_ = names(`policies/${template}/variables.tf`, 'variable');
  const outputs = names(`policies/${template}/outputs.tf`, 'output');
  const found = ['partition', 'account_id', 'oidc_provider_arn'].map(
    (name) => `variable "${name}" {\n  type = string\n}`,
  );
  const call = arguments_.map((name) => `  ${name} = var.${name}`);
  const blocks = [
    ...found,
    `module "policies" {\n  source = "../policies/${template}"\n${call.join('\n')}\n}`,
    ...outputs.map((name) => `output "${name}" {\n  value = module.policies.${name}\n}`),
  ];
  for (const file of ['versions.tf', 'outputs.tf']) rmSync(join(place, template, file));
  writeFileSync(join(place, template, 'main.tf'), blocks.join('\n'));
}

function valuesOf(each: Case): JsonObject {
  const { partition, account } = placeOf(each);
  return { ...variables(parametersOf(each)), partition, account_id: account, oidc_provider_arn: 'an-arn' };
}

/** OpenTofu takes all that the templates take, and writes the documents as the evaluator of the tests does. */
function compareDocuments(place: string): void {
  for (const template of TEMPLATES) writeWithoutProvider(place, template);
  const blocks = same.map((each, index) => {
    const values = Object.entries(valuesOf(each)).map(
      ([name, value]) => `  ${name} = ${JSON.stringify(value)}`,
    );
    const source = `  source = "./${templateOf[each.kind]}"`;
    const call = `module "case${index}" {\n${[source, ...values].join('\n')}\n}`;
    return `${call}\noutput "case${index}" {\n  value = module.case${index}\n}`;
  });
  writeFileSync(join(place, 'main.tf'), blocks.join('\n'));
  done(['init', '-no-color'], place);
  done(['apply', '-auto-approve', '-no-color'], place);
  const outputs = object(JSON.parse(done(['output', '-json'], place)) as Json);
  const answers = evaluated(
    same.map((each) => ({
      directory: join(place, templateOf[each.kind]),
      variables: valuesOf(each),
      known: {},
    })),
  );
  for (const [index, answer] of answers.entries())
    assert.deepEqual(object(outputs[`case${index}`])['value'], answer.outputs);
  console.log(`${answers.length} sets of documents are the same`);
}

function compareRefusals(place: string): void {
  for (const template of TEMPLATES) {
    writeWithoutProvider(place, template);
    done(['init', '-no-color'], join(place, template));
  }
  for (const each of refused) {
    const directory = join(place, templateOf[each.kind]);
    writeFileSync(join(directory, 'terraform.tfvars.json'), JSON.stringify(valuesOf(each)));
    const { status, all } = said(['plan', '-no-color'], directory);
    assert.ok(
      status === 1 && all.includes('Invalid value for'),
      `OpenTofu takes ${JSON.stringify(each)}\n${all}`,
    );
  }
  console.log(`${refused.length} sets of parameters are refused`);
}
