/** The Terraform modules make the same roles as the CloudFormation templates, and take and refuse the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { object } from '../../scripts/iam/json.ts';
import { deploy } from '../../scripts/iam/template.ts';
import { amount } from '../amounts.ts';
import { templateOf, templates } from './deployments.ts';
import { evaluated, type Answer } from './evaluator.ts';
import { doubtful, parametersOf, placeOf, refused, requestOf, same, type Case } from './terraform-cases.ts';
import { inSnakeCase, ofCloudFormation, ofTerraform } from './terraform.ts';

let answers = new Map<Case, Answer>();

const answerTo = (each: Case) => answers.get(each) ?? {};
const deployed = (each: Case) => deploy(templates[templateOf[each.kind]], parametersOf(each), placeOf(each));

beforeAll(() => {
  const cases = [...same, ...refused];
  const found = evaluated(cases.map(requestOf));
  answers = new Map(cases.map((each, index) => [each, found[index] ?? {}]));
}, 300_000);

test.each(same)('the same: $kind in $partition with $given', (each) => {
  expect(ofTerraform(answerTo(each))).toEqual(ofCloudFormation(deployed(each)));
});

test.each(refused)('refused: $kind with $given', (each) => {
  expect(() => deployed(each)).toThrow();
  expect(answerTo(each).refused?.length).toBeGreaterThan(0);
});

test.each(['main-role', 'target-role'] as const)(
  '%s: the variables are the parameters, and all are tried',
  (template) => {
    const folder = `iam/terraform/${template}`;
    const text = readdirSync(folder)
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
      .join('');
    const names = [...text.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name);
    const parameters = Object.keys(object(templates[template]['Parameters']));
    expect(names.toSorted()).toEqual(parameters.map(inSnakeCase).toSorted());
    const tried = same
      .filter(({ kind }) => templateOf[kind] === template)
      .flatMap((each) => Object.keys(parametersOf(each)));
    expect(parameters.filter((name) => !tried.includes(name))).toEqual([]);
  },
);

test.each(['oidc', 'target'] as const)('%s: null stands for the default', (kind) => {
  const plain = requestOf({ kind, given: {}, partition: 'aws' });
  const parameters = Object.keys(object(templates[templateOf[kind]]['Parameters'])).map(inSnakeCase);
  const nulls = Object.fromEntries(parameters.map((name) => [name, null]));
  const [left, given] = evaluated([plain, { ...plain, variables: { ...nulls, ...plain.variables } }]);
  expect(given?.resources).toBeDefined();
  expect(given).toEqual(left);
});

test('templates and modules agree on every value that differs from a good one by one character', () => {
  const cases = doubtful(amount({ gate: 31, nightly: 1 }));
  const takes = (each: Case) => {
    try {
      return Object.keys(deployed(each).resources).length > 0;
    } catch {
      return false;
    }
  };
  const found = evaluated(cases.map(requestOf));
  expect(cases.length).toBeGreaterThan(500);
  expect(cases.filter((each, index) => takes(each) !== (found[index]?.refused === undefined))).toEqual([]);
}, 300_000);
