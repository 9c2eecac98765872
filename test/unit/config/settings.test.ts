import { describe, expect, test } from '@jest/globals';
import { configOf, mistakesOf, sentencesOf, targetOf } from './inputs.ts';

describe('a target without settings', () => {
  const target = targetOf({});

  test('has those of the contract', () => {
    expect(target).toMatchObject({
      position: 1,
      maxInstances: 250,
      images: { copyTags: true, noReboot: true, maxReboots: 1, excludeVolumes: [], series: 'default' },
    });
    expect(target.exclude).toBeUndefined();
    expect([...target.images.tags]).toEqual([]);
    expect(target.images.name).toEqual([
      { variable: 'instance-name' },
      '-',
      { variable: 'instance-id' },
      '-',
      { variable: 'date' },
      '-',
      { variable: 'run' },
    ]);
  });

  test('has a description that says instance, repository and run', () => {
    const variables = target.images.description.map((piece) =>
      typeof piece === 'string' ? '' : piece.variable,
    );
    expect(variables).toEqual(expect.arrayContaining(['instance-id', 'repository', 'run-id']));
  });
});

describe('a setting', () => {
  test.each([
    {
      key: 'max-instances',
      input: '7',
      own: '8',
      fromInput: { maxInstances: 7 },
      fromTarget: { maxInstances: 8 },
    },
    {
      key: 'name',
      input: 'a-${run}',
      own: 'b-${run}',
      fromInput: { images: { name: ['a-', { variable: 'run' }] } },
      fromTarget: { images: { name: ['b-', { variable: 'run' }] } },
    },
    {
      key: 'description',
      input: 'a',
      own: 'b',
      fromInput: { images: { description: ['a'] } },
      fromTarget: { images: { description: ['b'] } },
    },
    {
      key: 'copy-tags',
      input: 'FALSE',
      own: 'true',
      fromInput: { images: { copyTags: false } },
      fromTarget: { images: { copyTags: true } },
    },
    {
      key: 'no-reboot',
      input: 'false',
      own: 'True',
      fromInput: { images: { noReboot: false } },
      fromTarget: { images: { noReboot: true } },
    },
    {
      key: 'max-reboots',
      input: '2',
      own: '250',
      fromInput: { images: { maxReboots: 2 } },
      fromTarget: { images: { maxReboots: 250 } },
    },
    {
      key: 'exclude-volumes',
      input: '/dev/sdf, data',
      own: '[]',
      fromInput: { images: { excludeVolumes: ['/dev/sdf', 'data'] } },
      fromTarget: { images: { excludeVolumes: [] } },
    },
    {
      key: 'series',
      input: 'nightly',
      own: 'w.e-e_k',
      fromInput: { images: { series: 'nightly' } },
      fromTarget: { images: { series: 'w.e-e_k' } },
    },
  ])('$key is that of the input, or the target’s own', ({ key, input, own, fromInput, fromTarget }) => {
    const targets = `{account: 222222222222, ${key}: ${own.startsWith('[') ? own : JSON.stringify(own)}}`;
    expect(targetOf({ inputs: { [key]: input } })).toMatchObject(fromInput);
    expect(targetOf({ inputs: { [key]: input, targets } })).toMatchObject(fromTarget);
  });

  test('that is a mapping is replaced whole, and not merged', () => {
    const targets = '[222222222222, {account: 333333333333, tags: {B: "2"}}]';
    const [first, second] = configOf({ inputs: { tags: '{A: "1"}', targets } }).targets;
    expect([...(first?.images.tags ?? [])]).toEqual([['A', ['1']]]);
    expect([...(second?.images.tags ?? [])]).toEqual([['B', ['2']]]);
  });

  test.each([
    { key: 'max-instances', value: '0' },
    { key: 'max-instances', value: '50001' },
    { key: 'max-reboots', value: '0' },
    { key: 'max-reboots', value: '251' },
    { key: 'copy-tags', value: 'yes' },
    { key: 'no-reboot', value: '0' },
    { key: 'series', value: 'with space' },
    { key: 'series', value: 'x'.repeat(65) },
    { key: 'name', value: '${nope}' },
    { key: 'name', value: 'x'.repeat(129) },
    { key: 'description', value: 'x'.repeat(256) },
    { key: 'exclude-volumes', value: '/dev/sd f' },
    { key: 'exclude-volumes', value: '/dev/sdf, /dev/sdf' },
    { key: 'regions', value: 'nowhere' },
  ])('$key cannot be $value', ({ key, value }) => {
    expect(mistakesOf({ inputs: { [key]: value } })[0]?.source).toBe(key);
    const targets = `{account: 222222222222, ${key}: ${JSON.stringify(value)}}`;
    expect(mistakesOf({ inputs: { targets } })[0]).toMatchObject({
      source: 'targets',
      path: expect.arrayContaining([key]),
    });
  });
});

test('as many volumes are left out as the value of a tag holds', () => {
  const devices = Array.from({ length: 28 }, (_, at) => `/dev/s${at + 10}`);
  const inputs = { 'exclude-volumes': [...devices, 'data'].join(', ') };
  expect(targetOf({ inputs }).images.excludeVolumes.join(',')).toHaveLength(256);
});

describe('tags', () => {
  test.each([
    { tags: '{"two words": "${run}"}', read: [['two words', [{ variable: 'run' }]]] },
    { tags: '{A: ""}', read: [['A', []]] },
    { tags: '{A: "~"}', read: [['A', ['~']]] },
    { tags: '{constructor: ACME}', read: [['constructor', ['ACME']]] },
    { tags: '{}', read: [] },
    { tags: `{A: "${'x'.repeat(256)}"}`, read: [['A', ['x'.repeat(256)]]] },
    { tags: `{A: "${'🎉'.repeat(256)}"}`, read: [['A', ['🎉'.repeat(256)]]] },
  ])('$tags', ({ tags, read }) => {
    expect(sentencesOf({ inputs: { tags } })).toEqual([]);
    expect([...targetOf({ inputs: { tags } }).images.tags]).toEqual(read);
  });

  const many = Object.fromEntries(Array.from({ length: 42 }, (_, at) => [`k${at}`, 'v']));

  test.each([
    { why: 'with our prefix', tags: '{"cross-account-ami:mine": x}' },
    { why: 'with the prefix of AWS', tags: '{"aws:mine": x}' },
    { why: 'with a value over 256 characters', tags: `{A: ${'x'.repeat(257)}}` },
    { why: 'with a key over 128 characters', tags: `{${'x'.repeat(129)}: a}` },
    { why: 'too many beside ours', tags: JSON.stringify(many) },
    { why: 'as text', tags: 'A' },
    { why: 'as a list', tags: '[A]' },
    { why: 'with an unknown variable', tags: '{A: "${nope}"}' },
  ])('$why are a mistake', ({ tags }) => {
    expect(mistakesOf({ inputs: { tags } })[0]?.source).toBe('tags');
  });

  test('as many as ours leave room for are none', () => {
    const tags = JSON.stringify(Object.fromEntries(Object.entries(many).slice(0, 39)));
    expect(targetOf({ inputs: { tags } }).images.tags.size).toBe(39);
  });
});
