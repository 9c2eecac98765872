/** What a configuration needs in an account and region. Pure. */
import type { Asked } from '../model/action-row.ts';
import { matrixOrder, matrixRows, type Need } from '../model/permission.ts';

/** In the order of the matrix. */
export function needsOf(asked: Asked): Need[] {
  return matrixOrder.filter((need) => matrixRows[need].needed(asked));
}
