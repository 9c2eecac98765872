/** JSON values that look like targets: good ones, and such that are nearly good. */
import fc from 'fast-check';
import { targetKeys } from '../../../src/config/written.ts';
import { templateVariables } from '../../../src/model/target.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const ID = 'i-0123456789abcdef0';
const ARN = 'arn:aws:iam::222222222222:role/team/backup';

/** Words that some key takes. */
const goodWords = [
  '222222222222',
  '012345678901',
  'self',
  ARN,
  'arn:aws-cn:iam::222222222222:role/x',
  'cross-account-ami',
  '/team/backup',
  'eu-west-1',
  'us-east-1',
  'cn-north-1',
  'all',
  ID,
  'i-0123abcd',
  '/dev/sdf',
  'xvdf',
  'data',
  'nightly',
  'true',
  'False',
  '5',
  '250',
  '50000',
  'team:id/1',
  ...templateVariables.map((name) => `\${${name}}`),
];

/** Words that no key takes, or only few. */
const oddWords = [
  '',
  ' ',
  '~',
  'null',
  'Null',
  'yes',
  'tRUE',
  '22222222222',
  '2222222222222',
  'i-012345678',
  'eu-west-9',
  '0',
  '05',
  '251',
  '50001',
  '1e3',
  '-1',
  '0x10',
  '${nope}',
  '${',
  '$',
  '{',
  '*',
  '#',
  '222222222222 # web',
  'x'.repeat(64),
  'x'.repeat(65),
  '🎉'.repeat(200),
  '🎉'.repeat(256),
  'x'.repeat(256),
  'ä ö',
  '\u0000',
  '\ufeff',
  '\ud800',
  '__proto__',
  'constructor',
];

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...goodWords) },
  { weight: 3, arbitrary: fc.constantFrom(...oddWords) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);

/** Items of a text with every kind of separator around them. */
const listText = fc
  .array(fc.tuple(word, fc.constantFrom(',', ', ', '\n', ' ,\n', ',,', ' \n ', '\r\n', ' ', '\t,')), {
    maxLength: 4,
  })
  .map((parts) => parts.flat().join(''));

const number = fc.oneof(
  fc.constantFrom(0, 1, 5, 9, 10, 250, 251, 50_000, 50_001, -1, 0.5, 1e-7, -1.5e300),
  fc.constantFrom(222_222_222_222, 99_999_999_999, 1_000_000_000_000, 999_999_999_999.5, 1e21, 1e20, -1e21),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
);

const scalar = fc.oneof(
  { weight: 8, arbitrary: word },
  { weight: 2, arbitrary: listText },
  { weight: 2, arbitrary: number },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.constant(null) },
);

const list = fc.array(scalar, { maxLength: 4 });

const mappingKey = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      'tag:Environment',
      'tag:a b',
      'tag:🎉',
      'vpc-id',
      'instance-state-name',
      'Name',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('tag:', 'tags:A', 'instance-stat-name', 'aws:x', 'AWS:x', 'awsx', ''),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'cross-account-ami:x',
      'Cross-Account-Ami:x',
      'k'.repeat(128),
      'k'.repeat(129),
      '🎉'.repeat(128),
      '🎉'.repeat(129),
    ),
  },
  { weight: 1, arbitrary: word },
);

const mapping = dictionary(
  mappingKey,
  fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 1, arbitrary: list }),
);

/** More entries than a mapping or a list bears. */
const giant = fc.constantFrom<Json>(
  ...[38, 39, 40, 50, 51].map((count) => numbered(count, 'tag:')),
  ...[200, 201].map((count) => ({ 'tag:A': Array.from({ length: count }, (_, at) => `v${at}`) })),
  Array.from({ length: 300 }, (_, at) => `i-${String(at).padStart(8, '0')}`),
);

const anything = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 3, arbitrary: list },
  { weight: 3, arbitrary: mapping },
  { weight: 1, arbitrary: giant },
);

const ids = words([ID, 'i-0123abcd', 'i-00000001']);
const selector = fc.oneof<fc.Arbitrary<Json>[]>(fc.constant('all'), ids, mapping);
const boolean = fc.constantFrom<Json>('true', 'False', 'TRUE', true, false, 'tRUE');
const template = fc.constantFrom<Json>('${run}', '$', '', 5, 0.5, true, '${nope}', 'a\nb', '🎉');

/** For each key values that fit more often than not. */
const fitting: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  account: fc.constantFrom<Json>('222222222222', 'self', 222_222_222_222, '012345678901', 22_222_222_222),
  role: fc.constantFrom<Json>('cross-account-ami', ARN, 7, true, 'a b', '/x', 1e21),
  'external-id': fc.constantFrom<Json>(
    'team',
    'x',
    'ab',
    7,
    12,
    -1,
    true,
    'x'.repeat(1224),
    'x'.repeat(1225),
  ),
  regions: words(['eu-west-1', 'us-east-1', 'eu-north-1']),
  instances: selector,
  exclude: selector,
  'max-instances': fc.constantFrom<Json>(1, '250', 50_000, '50000', 50_001, '05', 0.5),
  name: template,
  description: template,
  tags: mapping,
  'copy-tags': boolean,
  'no-reboot': boolean,
  'max-reboots': fc.constantFrom<Json>(1, '1', 250, '250', 251, '0'),
  'exclude-volumes': words(['data', '/dev/sdf', 'xvdf', '/dev/sdg']),
  series: fc.constantFrom<Json>('nightly', 5, -1, 1e20, 1e21, false, 'a b', 'x'.repeat(64), 'x'.repeat(65)),
};

function words(some: readonly string[]): fc.Arbitrary<Json> {
  const one = fc.constantFrom(...some);
  const separated = fc.array(fc.tuple(one, fc.constantFrom(',', ', ', '\n', ',\n,', '\r\n', ' ')));
  return fc.oneof<fc.Arbitrary<Json>[]>(
    one,
    fc.array(one, { maxLength: 3 }),
    separated.map((parts) => parts.flat().join('')),
  );
}

const target = fc
  .uniqueArray(fc.constantFrom(...targetKeys), { maxLength: 3 })
  .chain((keys) => {
    const values = keys.map((key) =>
      fc.oneof({ weight: 9, arbitrary: fitting[key] ?? scalar }, { weight: 1, arbitrary: anything }),
    );
    return fc.tuple(...values).map((found) => keys.map((key, at) => [key, found[at] ?? null] as const));
  })
  .chain((entries) => {
    const stray = fc.constantFrom('regoins', 'target-role', '__proto__', 'constructor', 'toString', '<<', '');
    const more = fc.oneof(
      { weight: 12, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.tuple(fc.tuple(stray, scalar)) },
    );
    return more.map((strays) => ownEntries([...entries, ...strays]));
  });

const item = fc.oneof(
  { weight: 5, arbitrary: target },
  { weight: 2, arbitrary: scalar },
  { weight: 1, arbitrary: anything },
);

/** What may stand in a targets file, or nearly. */
export const targetsValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: target },
  { weight: 4, arbitrary: fc.array(item, { maxLength: 3 }) },
  { weight: 1, arbitrary: scalar },
  { weight: 1, arbitrary: words(['222222222222', 'self', ARN, '22222222222']) },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<Json> },
);

function numbered(count: number, prefix: string): Json {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${prefix}${at}`, 'v']));
}

function dictionary(key: fc.Arbitrary<string>, value: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc.array(fc.tuple(key, value), { maxLength: 3 }).map(ownEntries);
}

/** `Object.fromEntries` makes an own property of `__proto__`, too. */
function ownEntries(entries: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(entries);
}
