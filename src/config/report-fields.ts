/** THE SCHEMA of the inputs that are about what a run tells: what fields.ts is for the others. */
import type { PageFacts } from '../model/event.ts';
import { field, type ValuesOf } from './field.ts';
import { boolean, word } from './forms.ts';
import type { Named } from './named.ts';

const pricePattern = /^(0|[1-9]\d{0,3})(\.\d{1,6})?$/;

const price = word<number>({
  shape: { kind: 'text', pattern: pricePattern },
  expected: 'a price such as 0.05, without a currency',
  mean: (given) => (pricePattern.test(given) ? Number(given) : undefined),
});

export const reportFields = {
  'job-summary': field(boolean(), {
    default: 'true',
    about:
      'Whether the step writes a job summary. It names accounts, servers and images: in a public repository everybody can read it.',
    example: 'false',
  }),
  'price-per-gib-month': field(price, {
    about:
      'What a GiB of snapshots costs a month in your region. With it the job summary tells what the images cost at most. Without it no price is shown.',
    example: '0.05',
  }),
};

export type ReportConfig = Named<ValuesOf<typeof reportFields>>;

/** What the job summary needs of the inputs and of the runner. */
export function pageFacts(
  { jobSummary: isWanted, pricePerGibMonth: price }: ReportConfig,
  { step, docs }: { readonly step: string; readonly docs: string | undefined },
): PageFacts {
  const known = { ...(docs === undefined ? {} : { docs }), ...(price === undefined ? {} : { price }) };
  return { step, isWanted, ...known };
}
