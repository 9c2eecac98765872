/** The parameters of the templates: alone, by the table, and together with others. */
import { expect, test } from '@jest/globals';
import { object, text } from '../../scripts/iam/json.ts';
import { deploy, type Given } from '../../scripts/iam/template.ts';
import { least, templateOf, templates, type Kind } from './deployments.ts';
import { rows, tagPart, together } from './parameter-rows.ts';

const kinds = Object.keys(least) as Kind[];

function deployed(kind: Kind, given: Given) {
  return deploy(templates[templateOf[kind]], { ...least[kind], ...given });
}

const cases = kinds.flatMap((kind) =>
  Object.entries(rows[kind]).flatMap(([name, { takes, refuses }]) => [
    ...takes.map((value) => ({ kind, name, value, does: 'takes' })),
    ...refuses.map((value) => ({ kind, name, value, does: 'refuses' })),
  ]),
);

test.each(cases)('$kind, $name $does $value', ({ kind, name, value, does }) => {
  const given = { [name]: value };
  if (does === 'takes') expect(Object.keys(deployed(kind, given).resources)).not.toEqual([]);
  else expect(() => deployed(kind, given)).toThrow();
});

test.each(tagPart.takes)('a tag of instances takes %j', (part) => {
  const given = { InstanceTagKey: part, InstanceTagValue: part };
  expect(deployed('target', given).resources).toHaveProperty('TaggedInstancesPolicy');
});

test.each(tagPart.refuses)('a tag of instances refuses %j', (part) => {
  for (const given of [
    { InstanceTagKey: part, InstanceTagValue: 'yes' },
    { InstanceTagKey: 'Backup', InstanceTagValue: part },
  ])
    expect(() => deployed('target', given)).toThrow(/does not allow/);
});

test.each(together)('$kind with $given: refused', ({ kind, given, problem }) => {
  expect(() => deployed(kind, given)).toThrow(problem);
});

test('every parameter of every template is in a table', () => {
  for (const kind of kinds) {
    const declared = Object.keys(object(templates[templateOf[kind]]['Parameters']));
    const tried = kinds
      .filter((other) => templateOf[other] === templateOf[kind])
      .flatMap((other) => Object.keys(rows[other]));
    const others = ['OrganizationId', 'InstanceTagKey', 'InstanceTagValue'];
    expect(declared.filter((name) => ![...tried, ...others].includes(name))).toEqual([]);
  }
});

test('default names agree between the templates', () => {
  const defaultOf = (template: keyof typeof templates, name: string) =>
    text(object(object(templates[template]['Parameters'])[name])['Default']);
  const names = ['RoleName', 'PruneRoleName'].map((name) => defaultOf('target-role', name));
  expect(defaultOf('main-role', 'TargetRoleNames')).toBe(names.join(','));
  expect(defaultOf('protect-tags', 'CreatorRoleNames')).toBe(names[0]);
});
