/** What a configuration needs in an account and region, and the trials that show whether its role may do it. */
import pLimit from 'p-limit';
import type { Asked } from '../model/action-row.ts';
import type { LookUp, TriedOnOne } from '../model/aws-actions.ts';
import type { Image, ImageRequest } from '../model/image.ts';
import { matrixOrder, matrixRows, type Need } from '../model/permission.ts';
import type { RecordedTrials } from './recorded.ts';

const AT_ONCE = 4;

/** Everything that is needed, in the order of the matrix. */
export function needsOf(asked: Asked): Need[] {
  return matrixOrder.filter((need) => matrixRows[need].needed(asked));
}
