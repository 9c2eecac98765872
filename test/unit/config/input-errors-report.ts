/** Mistakes in what a run tells. */
import type { ErrorGroup } from './input-errors-types.ts';

export const reportErrors: readonly ErrorGroup[] = [
  {
    heading: 'github-token',
    rows: [
      {
        name: 'none for an issue',
        inputs: { 'report-issue': 'true' },
        messages: ['github-token: found nothing; expected a token, because report-issue is true.'],
      },
      {
        name: 'the name of one',
        inputs: { 'report-issue': 'true', 'github-token': 'github.token' },
        messages: [
          'github-token: found a text that is none; expected a token of GitHub, which an expression gives.',
        ],
      },
      {
        name: 'two lines, which are not shown',
        inputs: { 'github-token': 'ghs_0123\n456789' },
        messages: [
          'github-token: found a text that is none; expected a token of GitHub, which an expression gives.',
        ],
      },
    ],
  },
];
