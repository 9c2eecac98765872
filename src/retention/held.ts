/** How many images the series of a run hold. Pure. */
import { identityOf, isOfRepository } from '../images/ours.ts';
import type { Image, RunFacts } from '../model/image.ts';
import type { Target } from '../model/target.ts';

export interface Held {
  readonly series: string;
  readonly images: number;
  /** At most so much is stored: snapshots share what did not change between them. */
  readonly sizeGiB: number;
}

/** The series of these targets that have no retention, with what they hold in one account and region. */
export function heldSeries(
  images: readonly Image[],
  targets: readonly Target[],
  { repositoryId }: Pick<RunFacts, 'repositoryId'>,
): Held[] {
  const without = targets.filter(({ retention }) => retention === undefined);
  const series = [...new Set(without.map((target) => target.images.series))];
  return series.map((name) => {
    const held = images.filter((image) => {
      const identity = identityOf(image);
      return isOfRepository(identity, repositoryId) && identity.series === name;
    });
    return {
      series: name,
      images: held.length,
      sizeGiB: held.reduce((sum, { sizeGiB }) => sum + sizeGiB, 0),
    };
  });
}
