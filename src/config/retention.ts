/** The form of `retention`: restic's words. */
import * as v from 'valibot';
import type { RetentionPolicy } from '../model/retention.ts';
import { duration } from './duration.ts';
import { integer, shaped, shapeOf, type Form } from './forms.ts';
import { keys } from './mapping-forms.ts';

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

/** A policy; whether it keeps anything is asked when all values are read. */
export const retentionPolicy: Form<RetentionPolicy> = v.pipe(
  written,
  v.transform((given) => ({
    last: given['keep-last'] ?? 0,
    hourly: given['keep-hourly'] ?? 0,
    daily: given['keep-daily'] ?? 0,
    weekly: given['keep-weekly'] ?? 0,
    monthly: given['keep-monthly'] ?? 0,
    yearly: given['keep-yearly'] ?? 0,
    within: given['keep-within'] ?? 0,
  })),
  shaped(shapeOf(written)),
);
