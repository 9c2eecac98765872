/** The images that a run of an earlier job has made, by their tags. Pure. */
import type { Image, ImageOf } from '../model/image.ts';
import type { Target } from '../model/target.ts';
import { identityOf, isOfRepository } from './ours.ts';
import { excludedVolumesTag } from './tags.ts';

/** Those of the images that are ours. */
export function oursOf(images: readonly Image[]): Image[] {
  return images.filter((image) => identityOf(image) !== undefined);
}

/** The newest image of each instance and series that carries this run key, in the order of instance ids. */
export function imagesOfRun(
  images: readonly Image[],
  { runKey, repositoryId }: { readonly runKey: string; readonly repositoryId: string },
): Image[] {
  const ofRun = images.filter((image) => {
    const identity = identityOf(image);
    return isOfRepository(identity, repositoryId) && identity.runKey === runKey;
  });
  const newestFirst = ofRun.toSorted((one, other) => other.createdAt - one.createdAt);
  const byInstance = Map.groupBy(newestFirst, (image) => `${instanceOf(image)} ${seriesOf(image)}`);
  const newest = [...byInstance.values()].flatMap(([image]) => image ?? []);
  return newest.toSorted((one, other) => (instanceOf(one) < instanceOf(other) ? -1 : 1));
}

export function instanceOf(image: Image): string {
  return identityOf(image)?.instance ?? '';
}

export function seriesOf(image: Image): string {
  return identityOf(image)?.series ?? '';
}

/** The targets that may have asked for the image: of its series, and rather of its excluded volumes. */
export function targetsOf(image: Image, targets: readonly Target[]): Target[] {
  const ofSeries = targets.filter((target) => target.images.series === seriesOf(image));
  const excluded = identityOf(image)?.excludedVolumes;
  const same = ofSeries.filter((target) => excludedVolumesTag(target.images) === excluded);
  return same.length > 0 ? same : ofSeries;
}

/** Of what the image is, as far as it tells. */
export function imageOf(
  image: Image,
  instanceName: string,
  where: Pick<ImageOf, 'target' | 'account' | 'region'>,
): ImageOf {
  const instance = { id: instanceOf(image), name: instanceName };
  return { ...where, instance, series: seriesOf(image), name: image.name };
}
