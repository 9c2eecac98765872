/** Mistakes in what the images are like, but for their tags. */
import type { ErrorGroup } from './input-errors-types.ts';

const account = '- account: 222222222222\n';
/** With commas one character more than the value of a tag may have. */
const manyDevices = [...Array.from({ length: 28 }, (_, at) => `/dev/s${at + 10}`), 'xvdf1'].join(',');

export const imageErrors: readonly ErrorGroup[] = [
  {
    heading: 'name',
    rows: [
      {
        name: 'an underscore',
        inputs: { name: '${instance_name}-${run}' },
        messages: [
          'name: found "${instance_name}-${run}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}. Did you mean "instance-name"?',
        ],
      },
      {
        name: 'capital letters',
        inputs: { name: '${INSTANCE-ID}-${run}' },
        messages: [
          'name: found "${INSTANCE-ID}-${run}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}. Did you mean "instance-id"?',
        ],
      },
      {
        name: 'an unknown variable',
        inputs: { name: 'web-${version}' },
        messages: [
          'name: found "web-${version}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}.',
        ],
      },
      {
        name: 'an empty variable',
        inputs: { name: 'web-${}' },
        messages: [
          'name: found "web-${}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}.',
        ],
      },
      {
        name: 'an expression in a file',
        file: `${account}  name: web-\${{ github.sha }}`,
        messages: [
          'targets.yml, line 2, column 3 (1.name): found "web-${{ github.sha }}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}. GitHub evaluates expressions in a workflow only, not in a file.',
        ],
      },
      {
        name: '129 characters',
        inputs: { name: 'x'.repeat(129) },
        messages: ['name: found 129 characters besides the variables; expected at most 128.'],
      },
      {
        name: '129 characters in a target',
        file: `${account}  name: ${'x'.repeat(129)}\${run}`,
        messages: [
          'targets.yml, line 2, column 3 (1.name): found 129 characters besides the variables; expected at most 128.',
        ],
      },
      {
        name: 'a list',
        file: `${account}  name: ['\${run}']`,
        messages: [
          'targets.yml, line 2, column 3 (1.name): found a list; expected a template of the image name. Quote a text that begins with [.',
        ],
      },
    ],
  },
  {
    heading: 'description',
    rows: [
      {
        name: 'a slip in a variable',
        inputs: { description: 'before ${shaa}' },
        messages: [
          'description: found "before ${shaa}"; expected only the variables ${instance-name}, ${instance-id}, ${account}, ${region}, ${date}, ${timestamp}, ${run}, ${run-id}, ${repository}, ${sha}, ${ref}, ${series}. Did you mean "sha"?',
        ],
      },
      {
        name: '256 characters',
        inputs: { description: 'x'.repeat(256) },
        messages: ['description: found 256 characters besides the variables; expected at most 255.'],
      },
      {
        name: '256 characters in a target',
        file: `${account}  description: ${'x'.repeat(256)}`,
        messages: [
          'targets.yml, line 2, column 3 (1.description): found 256 characters besides the variables; expected at most 255.',
        ],
      },
    ],
  },
  {
    heading: 'max-reboots',
    rows: [
      {
        name: 'none at all',
        inputs: { 'max-reboots': '0' },
        messages: ['max-reboots: found 0; expected a whole number from 1 to 250.'],
      },
      {
        name: 'too many',
        file: `${account}  max-reboots: 251`,
        messages: [
          'targets.yml, line 2, column 3 (1.max-reboots): found 251; expected a whole number from 1 to 250.',
        ],
      },
      {
        name: 'a share',
        inputs: { 'max-reboots': '50%' },
        messages: ['max-reboots: found "50%"; expected a whole number from 1 to 250.'],
      },
    ],
  },
  {
    heading: 'exclude-volumes',
    rows: [
      {
        name: 'no slash in front',
        inputs: { 'exclude-volumes': 'dev/sdf' },
        messages: [
          'exclude-volumes, line 1, column 1 (1): found "dev/sdf"; expected a device name such as /dev/sdf or xvdf, or data.',
        ],
      },
      {
        name: 'a space',
        inputs: { 'exclude-volumes': '/dev/sdf /dev/sdg' },
        messages: [
          'exclude-volumes, line 1, column 1 (1): found "/dev/sdf /dev/sdg"; expected a device name such as /dev/sdf or xvdf, or data. Put commas or new lines between the items of a list.',
        ],
      },
      {
        name: 'the id of a volume',
        inputs: { 'exclude-volumes': 'vol-0123456789abcdef0' },
        messages: [
          'exclude-volumes, line 1, column 1 (1): found "vol-0123456789abcdef0"; expected a device name such as /dev/sdf or xvdf, or data.',
        ],
      },
      {
        name: 'all',
        file: `${account}  exclude-volumes: all`,
        messages: [
          'targets.yml, line 2, column 3 (1.exclude-volumes.1): found "all"; expected a device name such as /dev/sdf or xvdf, or data.',
        ],
      },
      {
        name: 'a device twice',
        inputs: { 'exclude-volumes': '/dev/sdf, /dev/sdg, /dev/sdf' },
        messages: [
          'exclude-volumes, line 1, column 1 (3): found "/dev/sdf" a second time; expected device names, or data, each only once.',
        ],
      },
      {
        name: 'data twice',
        file: `${account}  exclude-volumes: [data, data]`,
        messages: [
          'targets.yml, line 2, column 27 (1.exclude-volumes.2): found "data" a second time; expected device names, or data, each only once.',
        ],
      },
      {
        name: 'an empty item',
        file: `${account}  exclude-volumes: [/dev/sdf, ~]`,
        messages: [
          'targets.yml, line 2, column 31 (1.exclude-volumes.2): found nothing; expected a device name such as /dev/sdf or xvdf, or data.',
        ],
      },
      {
        name: 'a mapping',
        inputs: { 'exclude-volumes': '/dev/sdf: true' },
        messages: [
          'exclude-volumes, line 1, column 1: found a mapping; expected device names, or data, as a list or as text with commas.',
        ],
      },
      {
        name: 'more than a tag holds',
        inputs: { 'exclude-volumes': manyDevices },
        messages: [
          'exclude-volumes: found device names of 257 characters, including commas; expected at most 256, because they become the value of a tag. Write data to leave out all volumes but the root.',
        ],
      },
      {
        name: 'more than a tag holds, in a target',
        file: `${account}  exclude-volumes: [${manyDevices}]`,
        messages: [
          'targets.yml, line 2, column 3 (1.exclude-volumes): found device names of 257 characters, including commas; expected at most 256, because they become the value of a tag. Write data to leave out all volumes but the root.',
        ],
      },
    ],
  },
  {
    heading: 'series',
    rows: [
      {
        name: 'a space',
        inputs: { series: 'every night' },
        messages: [
          'series: found "every night"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: 'a slash',
        file: `${account}  series: web/nightly`,
        messages: [
          'targets.yml, line 2, column 3 (1.series): found "web/nightly"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: 'an umlaut',
        inputs: { series: 'nächtlich' },
        messages: [
          'series: found "nächtlich"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: '65 characters',
        inputs: { series: 's'.repeat(65) },
        messages: [
          'series: found "sssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: 'a variable',
        inputs: { series: '${ref}' },
        messages: [
          'series: found "${ref}"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
    ],
  },
];
