/** The form of `retention`: restic's words. */
import type { RetentionPolicy } from '../model/retention.ts';
import { keys } from './collections.ts';
import { duration, integer, meaning, type Form } from './forms.ts';

/** More than any series holds: EC2 keeps 50,000 images in a region. */
const count = integer(0, 50_000);

const rules = {
  last: count,
  hourly: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  within: duration(),
};
const nothing = { last: 0, hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, within: 0 };

export const retentionPolicy: Form<RetentionPolicy> = {
  ...meaning(keys('keep-', rules, 'a mapping such as {keep-daily: 7, keep-weekly: 4}'), (given) => ({
    ...nothing,
    ...given,
  })),
  rule: (policy) =>
    Object.values(policy).some((value) => value > 0)
      ? []
      : [{ found: 'a policy that keeps nothing', expected: 'at least one image to keep' }],
};
