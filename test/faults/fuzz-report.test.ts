/** Whatever happens in a run, and whatever others have written into it, log, page and outputs are ours. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { annotations } from '../../src/report/annotations.ts';
import { logText, pageText } from '../../src/report/escape.ts';
import { LogFold } from '../../src/report/log.ts';
import { makeOutputs } from '../../src/report/outputs.ts';
import { problemText } from '../../src/report/problem-text.ts';
import { reportFileText } from '../../src/report/report-file.ts';
import { foldEvents } from '../../src/report/report.ts';
import { summaryText } from '../../src/report/summary.ts';
import { anyEvents, anyProblem } from '../unit/report/any-event.ts';
import { expectPlainLine, RUNS, text } from './hostile-text.ts';

test('whatever happens in a run, no line of the log is a command', () => {
  fc.assert(
    fc.property(anyEvents, (history) => {
      const fold = new LogFold();
      const entries = [...history.flatMap((event) => fold.add(event)), ...fold.rest()];
      const lines = entries.flatMap((entry) => (entry.kind === 'line' ? entry.text : entry.lines));
      for (const line of lines) expectPlainLine(line);
    }),
    RUNS,
  );
});

test('outputs, report file and annotations of any run are whole', () => {
  fc.assert(
    fc.property(anyEvents, (history) => {
      const report = foldEvents(history);
      const { outputs, emptied } = makeOutputs(report);
      for (const [name, value] of Object.entries(outputs)) {
        if (['result', 'image-id', 'matrix'].includes(name) || emptied.includes(name)) continue;
        expect(typeof JSON.parse(value)).toBe('object');
      }
      expect(typeof JSON.parse(reportFileText(report, true))).toBe('object');
      for (const annotation of annotations(report, emptied)) expectPlainLine(annotation.text);
    }),
    RUNS,
  );
});

const OUR_MARKUP = new Set(
  'a br code details h2 h3 li p pre strong summary table tbody td th thead tr ul wbr'.split(' '),
);

/** The page as GitHub renders it holds only our own elements, and links to the console of AWS and to our own documents. */
function expectHarmlessPage(markdown: string): void {
  const page = marked.parse(markdown, { async: false, gfm: true });
  const names = [...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name.toLowerCase());
  expect(names.filter((name) => !OUR_MARKUP.has(name))).toEqual([]);
  expect(page).not.toMatch(/<!--|<[^>]* on\w+=|<img/i);
  const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, target = '']) => target);
  const foreign = links.filter(
    (target) =>
      !/^https:\/\/[a-z0-9.-]*console\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\//.test(
        target,
      ) &&
      !/^https:\/\/github\.com\/OWNER\/cross-account-ami\/blob\/v1\/docs\/troubleshooting\.md#[a-z]+$/.test(
        target,
      ),
  );
  expect(foreign).toEqual([]);
}

test('the page of any run holds no markup and no link of others', () => {
  fc.assert(
    fc.property(anyEvents, (history) => {
      expectHarmlessPage(summaryText(foldEvents(history)));
    }),
    RUNS,
  );
});

test('text of others is plain on the page, alone and in a table', () => {
  fc.assert(
    fc.property(text, (others) => {
      const shown = pageText(others);
      expect(shown).not.toMatch(/[<>|`*_[\]()!\\~@$\r\n]/);
      expectHarmlessPage(shown);
      const table = marked.parse(`| a | b |\n|---|---|\n| ${shown} | x |\n`, { async: false, gfm: true });
      expect(table.match(/<td>/g)).toHaveLength(2);
    }),
    RUNS,
  );
});

test('a problem of any words is one harmless line', () => {
  fc.assert(
    fc.property(anyProblem, text, (one, said) => {
      // Every problem says in words of ours what failed.
      const what = `cannot read ${one.what}`;
      const line = logText(problemText({ ...one, what, said }));
      expectPlainLine(line);
      expect(line).toContain(' · ');
    }),
    RUNS,
  );
});
