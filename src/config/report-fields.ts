/** THE SCHEMA of the inputs that are about what a run tells: what fields.ts is for the others. */
import type { PageFacts } from '../model/event.ts';
import { field, type ValuesOf } from './field.ts';
import { boolean, text, word } from './forms.ts';
import { inputMistake, type Mistake, type Read } from './mistake.ts';
import { named, type Named } from './named.ts';
import { givenText, readFields, type InputTexts } from './read-fields.ts';

const pricePattern = /^(0|[1-9]\d{0,3})(\.\d{1,6})?$/;

const price = word<number>({
  shape: { kind: 'text', pattern: pricePattern },
  expected: 'a price such as 0.05, without a currency',
  mean: (given) => (pricePattern.test(given) ? Number(given) : undefined),
});

/** Without the name of an expression that was meant. */
const token = text(
  /^(?!github\.|secrets\.|\$)[!-~]{8,4000}$/,
  'a token of GitHub, which an expression gives',
);

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
  'report-issue': field(boolean(), {
    default: 'false',
    about:
      'Whether the step keeps an issue in this repository while it fails: opened by the first failure, with a comment for each further one, and closed by the next success. It needs `github-token`, and holds what the job summary says of failures: in a public repository everybody can read it. Modes `plan` and `validate` and cancelled runs leave it alone.',
    example: 'true',
  }),
  'github-token': field(token, {
    about:
      'Token that `report-issue` writes with: that of a job with `permissions: issues: write`. Nothing else is done with it. It is a secret.',
    example: 'github.token as an expression',
  }),
};

export type ReportConfig = Named<ValuesOf<typeof reportFields>>;

const reportKeys = Object.keys(reportFields) as (keyof typeof reportFields)[];

export function readReport(inputs: InputTexts): Read<ReportConfig> {
  const { values, mistakes } = readFields(inputs, reportFields);
  const isMissing = values['report-issue'] && givenText(inputs('github-token')) === undefined;
  const all = [...mistakes.map(withoutToken), ...(isMissing ? [noToken] : [])];
  return { value: named(values, reportKeys), mistakes: all };
}

const noToken = inputMistake('github-token', 'nothing', 'a token, because report-issue is true');

/** A mistake in a secret does not show it. */
function withoutToken(mistake: Mistake): Mistake {
  return mistake.source === 'github-token' ? { ...mistake, found: 'a text that is none' } : mistake;
}

/** What the job summary needs of the inputs and of the runner. */
export function pageFacts(
  { jobSummary: isWanted, pricePerGibMonth: price }: ReportConfig,
  { step, docs }: { readonly step: string; readonly docs: string | undefined },
): PageFacts {
  const known = { ...(docs === undefined ? {} : { docs }), ...(price === undefined ? {} : { price }) };
  return { step, isWanted, ...known };
}
