/** Mistakes in retention. */
import type { ErrorGroup } from './input-errors-types.ts';

const series = { series: 'nightly' };
const account = '- account: 222222222222\n';

export const retentionErrors: readonly ErrorGroup[] = [
  {
    heading: 'retention',
    rows: [
      {
        name: 'a slip in a word',
        inputs: { ...series, retention: '{keep-dialy: 7}' },
        messages: [
          'retention, line 1, column 2 (keep-dialy): found "keep-dialy"; expected one of the keys keep-last, keep-hourly, keep-daily, keep-weekly, keep-monthly, keep-yearly, keep-within. Did you mean "keep-daily"?',
        ],
      },
      {
        name: 'a word of its own',
        inputs: { ...series, retention: '{days: 7}' },
        messages: [
          'retention, line 1, column 2 (days): found "days"; expected one of the keys keep-last, keep-hourly, keep-daily, keep-weekly, keep-monthly, keep-yearly, keep-within.',
        ],
      },
      {
        name: 'nothing is kept',
        inputs: { ...series, retention: '{keep-daily: 0}' },
        messages: ['retention: found a policy that keeps nothing; expected at least one image to keep.'],
      },
      {
        name: 'an empty mapping',
        inputs: { ...series, retention: '{}' },
        messages: ['retention: found a policy that keeps nothing; expected at least one image to keep.'],
      },
      {
        name: 'a number alone',
        inputs: { ...series, retention: '7' },
        messages: [
          'retention, line 1, column 1: found "7"; expected a mapping such as {keep-daily: 7, keep-weekly: 4}.',
        ],
      },
      {
        name: 'a negative number',
        inputs: { ...series, retention: '{keep-last: -1}' },
        messages: [
          'retention, line 1, column 2 (keep-last): found "-1"; expected a whole number from 0 to 50000.',
        ],
      },
      {
        name: 'a duration where a number stands',
        inputs: { ...series, retention: '{keep-daily: 7d}' },
        messages: [
          'retention, line 1, column 2 (keep-daily): found "7d"; expected a whole number from 0 to 50000.',
        ],
      },
      {
        name: 'a number where a duration stands',
        inputs: { ...series, retention: '{keep-within: 30}' },
        messages: [
          'retention, line 1, column 2 (keep-within): found "30"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'no series',
        inputs: { retention: '{keep-daily: 7}' },
        messages: [
          'targets, line 1, column 1: found retention without a series; expected a series, here or in the input series, because retention prunes the images of a series.',
        ],
      },
      {
        name: 'no series, in a mode that prunes nothing itself',
        inputs: { mode: 'plan', retention: '{keep-daily: 7}' },
        messages: [
          'targets, line 1, column 1: found retention without a series; expected a series, here or in the input series, because retention prunes the images of a series.',
        ],
      },
      {
        name: 'a series that is none',
        file: `${account}  series: bad series\n  retention: { keep-daily: 7 }`,
        messages: [
          'targets.yml, line 2, column 3 (1.series): found "bad series"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: 'a slip in series',
        file: `${account}  seires: nightly\n  retention: { keep-daily: 7 }`,
        messages: [
          'targets.yml, line 2, column 3 (1.seires): found the unknown key "seires"; expected a key of a target. Did you mean "series"?',
        ],
      },
      {
        name: 'a slip in the input series',
        inputs: { series: 'every night', retention: '{keep-daily: 7}' },
        messages: [
          'series: found "every night"; expected a series name of 1 to 64 characters of A-Z a-z 0-9 . _ -.',
        ],
      },
      {
        name: 'a slip in a word, in a mode that does without',
        inputs: { mode: 'check', 'max-age': '26h', retention: '{keep-dialy: 7}' },
        messages: [
          'retention, line 1, column 2 (keep-dialy): found "keep-dialy"; expected one of the keys keep-last, keep-hourly, keep-daily, keep-weekly, keep-monthly, keep-yearly, keep-within. Did you mean "keep-daily"?',
        ],
      },
      {
        name: 'the mode prune without retention',
        inputs: { mode: 'prune' },
        messages: [
          'retention: found no retention for target 1; expected retention in every target, here or in the input retention, because mode is prune.',
        ],
      },
      {
        name: 'a slip in a target',
        file: '- account: 222222222222\n  series: nightly\n  retention:\n    keep-wekly: 4',
        messages: [
          'targets.yml, line 4, column 5 (1.retention.keep-wekly): found "keep-wekly"; expected one of the keys keep-last, keep-hourly, keep-daily, keep-weekly, keep-monthly, keep-yearly, keep-within. Did you mean "keep-weekly"?',
        ],
      },
    ],
  },
  {
    heading: 'max-prunes, gone-after and loose-after',
    rows: [
      {
        name: 'no prune at all',
        inputs: { 'max-prunes': '0' },
        messages: ['max-prunes: found 0; expected a whole number from 1 to 1000.'],
      },
      {
        name: 'too many',
        inputs: { 'max-prunes': '1001' },
        messages: ['max-prunes: found 1001; expected a whole number from 1 to 1000.'],
      },
      {
        name: 'a number of days',
        inputs: { 'gone-after': '90' },
        messages: [
          'gone-after: found "90"; expected a duration of whole numbers with m, h, d or w, such as 5h30m.',
        ],
      },
      {
        name: 'snapshots that are deleted at once',
        inputs: { 'loose-after': '6d23h' },
        messages: [
          'loose-after: found "6d23h"; expected a duration of at least 7d, of whole numbers with m, h, d or w.',
        ],
      },
    ],
  },
];
