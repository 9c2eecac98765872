/** EC2's shapes <-> ours. Pure. */
import type {
  CreateImageCommandInput,
  Image as Ec2Image,
  Instance as Ec2Instance,
  InstanceStatus,
  Snapshot as Ec2Snapshot,
  Tag as Ec2Tag,
  Volume as Ec2Volume,
} from '@aws-sdk/client-ec2';
import type { Image, ImageRequest, Instance, Tag, Volume } from '../model/image.ts';
import { launchSettingsOf } from './launch-settings.ts';
import { reason, type Reason } from '../model/reason.ts';
import type { Snapshot } from '../model/retention.ts';

const INSTANCE_TAG = 'cross-account-ami:instance-id';

export function instanceOf(instance: Ec2Instance): Instance {
  const id = instance.InstanceId ?? '';
  const tags = tagsOf(instance.Tags);
  const name = tags.find(({ key }) => key === 'Name')?.value ?? '';
  const volumes = (instance.BlockDeviceMappings ?? []).filter(({ Ebs }) => Ebs !== undefined);
  return {
    id,
    name: name.trim() === '' ? id : name,
    state: instance.State?.Name ?? 'unknown',
    type: instance.InstanceType ?? 'unknown',
    rootDeviceType: instance.RootDeviceType ?? 'unknown',
    rootDeviceName: instance.RootDeviceName ?? '',
    devices: volumes.flatMap(({ DeviceName }) => DeviceName ?? []),
    launchedAt: launchedAt(instance),
    tags,
    launch: launchSettingsOf(instance),
  };
}

/** EC2's LaunchTime is that of the last start; what was attached at the first one has kept its time. */
function launchedAt({ LaunchTime, BlockDeviceMappings = [], NetworkInterfaces = [] }: Ec2Instance): number {
  const times = [
    LaunchTime,
    ...BlockDeviceMappings.map(({ Ebs }) => Ebs?.AttachTime),
    ...NetworkInterfaces.map(({ Attachment }) => Attachment?.AttachTime),
  ].flatMap((time) => time?.getTime() ?? []);
  return times.length === 0 ? 0 : Math.min(...times);
}

/** A volume of each instance that it is attached to. */
export function volumesOf({ Attachments = [], Size = 0, Encrypted = false }: Ec2Volume): Volume[] {
  return Attachments.map(({ InstanceId = '', Device = '' }) => {
    return { instance: InstanceId, device: Device, sizeGiB: Size, encrypted: Encrypted };
  });
}

export function imageOf(image: Ec2Image): Image {
  const volumes = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs ?? []);
  const reason = image.StateReason?.Message ?? image.StateReason?.Code;
  return {
    id: image.ImageId ?? '',
    name: image.Name ?? '',
    state: image.State ?? 'unknown',
    snapshots: volumes.flatMap(({ SnapshotId }) => SnapshotId ?? []),
    sizeGiB: volumes.reduce((sum, { VolumeSize }) => sum + (VolumeSize ?? 0), 0),
    tags: tagsOf(image.Tags),
    holds: holdsOf(image),
    createdAt: Date.parse(image.CreationDate ?? '') || 0,
    ...(image.SourceInstanceId === undefined ? {} : { sourceInstanceId: image.SourceInstanceId }),
    ...(reason === undefined ? {} : { stateReason: reason }),
  };
}

/** What AWS, or the owner by a setting of the image, wants to keep. */
function holdsOf(image: Ec2Image): Reason[] {
  const protection = image.DeregistrationProtection ?? 'disabled';
  const keys = (image.Tags ?? []).map(({ Key }) => Key ?? '');
  const managedByBackup =
    image.ImageOwnerAlias === 'aws-backup-vault' ||
    keys.some((key) => key.startsWith('aws:backup:')) ||
    (image.Name ?? '').startsWith('AwsBackup_');
  return [
    ...(protection === 'disabled' ? [] : [reason('deregistration-protection', protection)]),
    ...(image.Public === true ? [reason('shared', 'everybody')] : []),
    ...(managedByBackup ? [reason('managed', 'AWS Backup')] : []),
    ...(keys.some((key) => key.startsWith('aws:dlm:')) ? [reason('managed', 'Data Lifecycle Manager')] : []),
  ];
}

/** EC2's own words for the snapshots of CreateImage (EC2 User Guide, "Deregister an Amazon EC2 AMI"). */
const madeFor = /^Created by CreateImage\((?<instance>i-[0-9a-f]+)\) for (?<image>ami-[0-9a-f]+)/;

export function snapshotOf(snapshot: Ec2Snapshot): Snapshot {
  const { instance, image } = madeFor.exec(snapshot.Description ?? '')?.groups ?? {};
  const tagged = tagsOf(snapshot.Tags).find(({ key }) => key === INSTANCE_TAG)?.value;
  return {
    id: snapshot.SnapshotId ?? '',
    state: snapshot.State ?? 'unknown',
    startedAt: snapshot.StartTime?.getTime() ?? 0,
    sizeGiB: snapshot.VolumeSize ?? 0,
    tags: tagsOf(snapshot.Tags),
    // A description that EC2 has not written itself tells nothing.
    ...(image === undefined || instance !== tagged ? {} : { image }),
  };
}

/** A filter value in which nothing is a wildcard. */
export function literal(value: string): string {
  return value.replace(/[\\*?]/g, String.raw`\$&`);
}

/** `NoReboot` is always stated: left out, EC2 reboots the instance. */
export function createImageInput(request: ImageRequest): CreateImageCommandInput {
  const tags = request.tags.map(({ key, value }) => ({ Key: key, Value: value }));
  const left = request.excludedDevices.map((device) => ({ DeviceName: device, NoDevice: '' }));
  return {
    InstanceId: request.instance.id,
    Name: request.name,
    Description: request.description,
    NoReboot: request.noReboot,
    ...(left.length === 0 ? {} : { BlockDeviceMappings: left }),
    TagSpecifications: [
      { ResourceType: 'image', Tags: tags },
      { ResourceType: 'snapshot', Tags: tags },
    ],
  };
}

export function passesChecks({ InstanceStatus, SystemStatus }: InstanceStatus): boolean {
  return InstanceStatus?.Status === 'ok' && SystemStatus?.Status === 'ok';
}

/** EC2 writes `80%`. */
export function percentOf({ Progress = '0' }: Ec2Snapshot): number {
  return Number.parseInt(Progress, 10) || 0;
}

function tagsOf(tags: readonly Ec2Tag[] | undefined): Tag[] {
  return (tags ?? []).map(({ Key, Value }) => ({ key: Key ?? '', value: Value ?? '' }));
}
