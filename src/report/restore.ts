/** What gives a server back from its image: for the report file, and as a part of the summary. Pure. */
import type { RestoreEntry } from '../model/report-file.ts';
import { fitting } from './bounded.ts';
import { pageText } from './escape.ts';
import type { Launch, Row } from './rows.ts';
import { folded } from './table-cells.ts';

/** Nothing for an image that nobody has seen, or whose instance was not looked up. */
export function restoreEntry({ imageId, region, instance, launch }: Row): RestoreEntry | null {
  if (imageId === null || region === null || launch === null) return null;
  const root = [
    'aws ec2 create-replace-root-volume-task',
    `--region ${region}`,
    `--instance-id ${instance.id}`,
  ];
  return {
    run_instances: runInstancesInput(imageId, launch),
    private_ip_address: launch.privateAddress ?? null,
    other_network_interfaces: launch.moreInterfaces,
    replace_root_volume: [...root, `--image-id ${imageId}`, '--no-delete-replaced-root-volume'].join(' '),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** As `aws ec2 run-instances --cli-input-json` takes it. The volumes and their types are in the image. */
function runInstancesInput(imageId: string, launch: Launch): Fields {
  // AWS keeps keys that begin with aws: to itself.
  const tags = launch.tags.filter(({ key }) => !key.startsWith('aws:'));
  const Tags = tags.map(({ key, value }) => ({ Key: key, Value: value }));
  return given({
    ImageId: imageId,
    InstanceType: launch.type,
    MinCount: 1,
    MaxCount: 1,
    SubnetId: launch.subnet,
    SecurityGroupIds: launch.securityGroups,
    IamInstanceProfile: given({ Arn: launch.profile }),
    KeyName: launch.key,
    Placement: given({ Tenancy: launch.tenancy, GroupName: launch.placementGroup }),
    EbsOptimized: launch.isEbsOptimized || undefined,
    Monitoring: given({ Enabled: launch.isMonitored || undefined }),
    MetadataOptions: given({ HttpTokens: launch.httpTokens, HttpPutResponseHopLimit: launch.hopLimit }),
    TagSpecifications: Tags.length === 0 ? undefined : [{ ResourceType: 'instance', Tags }],
  });
}

/** Without what is not known, or empty. */
function given(fields: Fields): Fields {
  const known = Object.entries(fields).filter(([, value]) => {
    if (value === undefined) return false;
    return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
  });
  return Object.fromEntries(known);
}

const intro = [
  '- **A new server** runs beside the old one. Stop the old one first when only one of them may run: the new one has its tags, so other tools may take it for the old one.',
  '- **The root volume of the same server**: the server restarts, and loses what was written to this volume since the image. The old volume is kept. Data volumes are not touched.',
  '- Neither holds the user data (`aws ec2 describe-instance-attribute --attribute userData`), nor Elastic IP addresses. More in docs/restore.md.',
];

/** Lines of the summary, within so many bytes. */
export function restoreLines(rows: readonly Row[], room: number): string[] {
  const cards = rows.flatMap(cardOf);
  if (cards.length === 0) return [];
  return folded('How to get a server back', [...intro, '', ...fitting(cards, room, 'image')]);
}

function cardOf(row: Row): string[] {
  const entry = restoreEntry(row);
  const { region, instance } = row;
  const isPlain = /^i-[0-9a-f]+ ami-[0-9a-f]+ [a-z0-9-]+$/.test(`${instance.id} ${row.imageId} ${region}`);
  if (entry === null || !isPlain) return [];
  const name = instance.name === instance.id ? '' : `${pageText(instance.name)} `;
  const address =
    entry.private_ip_address === null
      ? []
      : [
          `# with its address, once the old server is terminated: --private-ip-address ${shellWord(entry.private_ip_address)}`,
        ];
  const more = entry.other_network_interfaces;
  const interfaces = more === 0 ? [] : [`# it had ${more} more network interfaces`];
  const launch = `aws ec2 run-instances --region ${region} --cli-input-json ${shellWord(JSON.stringify(entry.run_instances))}`;
  return [
    [
      `<details><summary>${name}${pageText(instance.id)}</summary>`,
      '',
      '```sh',
      launch,
      ...address,
      ...interfaces,
      entry.replace_root_volume,
      '```',
      '',
      '</details>',
    ].join('\n'),
  ];
}

/** In single quotes, as ASCII: what others have written stays JSON text for a shell, and one line of the block. */
function shellWord(json: string): string {
  const plain = json.replace(
    /['<>&\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `'${plain}'`;
}
