/** Everything about one image is decided here, before EC2 is asked for it. Pure. */
import type { ImageRequest, Instance } from '../model/image.ts';
import type { Problem, ProblemCode } from '../model/problem.ts';
import type { ImageSettings } from '../model/target.ts';
import { imageDescription, imageNames } from './name.ts';
import { decideTags } from './tags.ts';
import { templateValues, type TemplateFacts } from './template.ts';

export type Decision =
  | { readonly kind: 'request'; readonly request: ImageRequest; readonly warnings: readonly string[] }
  | { readonly kind: 'refusal'; readonly instance: Instance; readonly problem: Problem };

/** Decides the image of one instance, or why it cannot be made. */
export function decideImage(instance: Instance, settings: ImageSettings, context: TemplateFacts): Decision {
  const problem = refusalOf(instance, settings, context);
  if (problem !== undefined) return { kind: 'refusal', instance, problem };
  const values = templateValues(instance, context);
  const [name, ...spareNames] = imageNames(settings.name, values);
  if (name === undefined) {
    const what = 'The name of the image would be longer than 128 characters';
    return { kind: 'refusal', instance, problem: problemOf('NameTooLong', what, instance, context) };
  }
  const { tags, warnings } = decideTags({
    instance,
    imageName: name,
    settings,
    facts: context.facts,
    values,
  });
  const request: ImageRequest = {
    target: context.target,
    account: context.account,
    region: context.region,
    instance,
    series: settings.series,
    name,
    spareNames,
    description: imageDescription(settings.description, values),
    tags,
    noReboot: settings.noReboot,
    excludedDevices: excludedDevices(instance, settings.excludeVolumes),
  };
  return { kind: 'request', request, warnings };
}

function refusalOf(instance: Instance, settings: ImageSettings, context: TemplateFacts): Problem | undefined {
  if (!IMAGEABLE.includes(instance.state)) {
    return problemOf('InstanceNotImageable', `The instance is ${instance.state}`, instance, context);
  }
  if (instance.rootDeviceType !== 'ebs') {
    const what = `The root device of the instance is of type ${instance.rootDeviceType}`;
    return problemOf('InstanceStoreRoot', what, instance, context);
  }
  if (settings.excludeVolumes.includes(instance.rootDeviceName)) {
    const what = `exclude-volumes names ${instance.rootDeviceName}, the root volume of the instance`;
    return problemOf('VolumeNotExcludable', what, instance, context);
  }
  const group = instance.tags.find(({ key }) => key === 'aws:autoscaling:groupName');
  if (!settings.noReboot && group !== undefined) {
    const what = `The instance is not rebooted, as it belongs to the Auto Scaling group ${group.value}`;
    return problemOf('RebootRefused', what, instance, context);
  }
  return undefined;
}

/** EC2's words; a stopping instance is taken as well as a stopped one. */
export const IMAGEABLE: readonly string[] = ['running', 'stopping', 'stopped'];

function excludedDevices(instance: Instance, names: readonly string[]): string[] {
  const data = instance.devices.filter((device) => device !== instance.rootDeviceName);
  return names.includes('data') ? data : data.filter((device) => names.includes(device));
}

function problemOf(code: ProblemCode, what: string, instance: Instance, context: TemplateFacts): Problem {
  const place = { account: context.account, region: context.region, instance: instance.id };
  return { code, phase: 'plan', place, what };
}
