/** The form of `retention`: restic's words. */
import type { RetentionPolicy } from '../model/retention.ts';
import { keys } from './collections.ts';
import { duration, integer, meaning, type Form } from './forms.ts';

/** More than any series holds: EC2 keeps 50,000 images in a region. */
const count = integer(0, 50_000);

const written = keys(
  {
    'keep-last': count,
    'keep-hourly': count,
    'keep-daily': count,
    'keep-weekly': count,
    'keep-monthly': count,
    'keep-yearly': count,
    'keep-within': duration(),
  },
  'a mapping such as {keep-daily: 7, keep-weekly: 4}',
);

export const retentionPolicy: Form<RetentionPolicy> = {
  ...meaning(written, (given) => ({
    last: given['keep-last'] ?? 0,
    hourly: given['keep-hourly'] ?? 0,
    daily: given['keep-daily'] ?? 0,
    weekly: given['keep-weekly'] ?? 0,
    monthly: given['keep-monthly'] ?? 0,
    yearly: given['keep-yearly'] ?? 0,
    within: given['keep-within'] ?? 0,
  })),
  rule: (policy) =>
    Object.values(policy).some((value) => value > 0)
      ? []
      : [{ found: 'a policy that keeps nothing', expected: 'at least one image to keep' }],
};
