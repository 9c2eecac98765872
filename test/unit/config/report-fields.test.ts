import { expect, test } from '@jest/globals';
import { pageFacts } from '../../../src/config/report-fields.ts';
import { configOf } from './inputs.ts';

test.each<{ given: Record<string, string>; report: object }>([
  { given: {}, report: { jobSummary: true } },
  { given: { 'job-summary': 'false' }, report: { jobSummary: false } },
  { given: { 'price-per-gib-month': '0.05' }, report: { pricePerGibMonth: 0.05 } },
  { given: { 'price-per-gib-month': '0' }, report: { pricePerGibMonth: 0 } },
])('the inputs $given mean $report', ({ given, report }) => {
  expect(configOf({ inputs: given }).report).toMatchObject(report);
});

test('no price is invented', () => {
  expect(configOf({}).report.pricePerGibMonth).toBeUndefined();
});

test('what a report tells changes no run key: a re-run finds its images', () => {
  const inputs: Record<string, string>[] = [
    {},
    { 'job-summary': 'false' },
    { 'price-per-gib-month': '0.05' },
  ];
  const keys = inputs.map((given) => configOf({ inputs: given }).run.runKey);
  expect(new Set(keys).size).toBe(1);
});

test('the page gets what is known', () => {
  const config = configOf({ inputs: { 'price-per-gib-month': '0.05' } }).report;
  expect(pageFacts(config, { step: 'images', docs: undefined })).toEqual({
    step: 'images',
    isWanted: true,
    price: 0.05,
  });
});
