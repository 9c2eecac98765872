/** What became of the run, in one sentence. Pure. */
import type { RowOutcome } from '../model/report-file.ts';
import type { CheckRow } from './check-report.ts';
import { plural } from './quantities.ts';
import { isGood, type Report } from './report.ts';
import type { Row } from './rows.ts';

/** The first line of the summary and the last line of the log. */
export function sentenceOf(report: Report): string {
  const aboutInputs = inputVerdict(report);
  if (aboutInputs !== undefined) return aboutInputs;
  if (report.mode === 'prune') return pruneVerdict(report);
  if (report.mode === 'check') return checkVerdict(report);
  return report.mode === 'plan' ? planVerdict(report) : imageVerdict(report);
}

/** The last line when outputs could not be written: a later step would go on without the images. */
export function unpublished(report: Report, names: readonly string[], file: string): string {
  const missing = `${names.length === 1 ? 'the output' : 'the outputs'} ${names.join(', ')}`;
  return `${sentenceOf(report)}; but the step fails, as ${missing} cannot be written to ${file} (GITHUB_OUTPUT), and a later step would go on with none. Nothing is undone; read the report file ${report.reportFile}`;
}

function imageVerdict(report: Report): string {
  const { rows, wait, result, asked } = report;
  const good = rows.filter((row) => isGood(row, wait));
  const made = good.filter(({ outcome }) => outcome !== 'skipped');
  const accounts = new Set(made.map(({ account }) => account)).size;
  const where = `in ${plural(accounts, 'account')}`;
  const images = plural(made.length, 'image');
  switch (result) {
    case 'success':
      if (rows.length === 0 && report.vanished > 0)
        return 'Every selected instance was terminated meanwhile, and no image was made';
      if (rows.length === 0) return 'No instance was selected, and no image was made';
      if (made.length === 0)
        return `${plural(good.length, 'instance')} skipped, as ${good.length === 1 ? 'its newest image is' : 'their newest images are'} young enough`;
      return `${images} ${where} ${made.length === 1 ? 'is' : 'are'} available${skippedText(rows)}`;
    case 'pending':
      return `${images} ${where} ${made.length === 1 ? 'was' : 'were'} accepted and not waited for${skippedText(rows)}`;
    case 'partial':
      if (made.length === 0) return `No image was made${skippedText(rows)}, ${failureText(report)}`;
      return `${made.length} of ${plural(asked, 'image')} ${where} ${wait ? 'available' : 'accepted'}${skippedText(rows)}, ${failureText(report)}`;
    case 'failure':
      if (report.failures.some(({ code }) => code === 'NothingToWaitFor'))
        return 'No image of this run key was found';
      return `${nothingText(report)}, ${failureText(report)}`;
  }
}

function nothingText({ rows, mode }: Report): string {
  if (rows.some(({ imageId }) => imageId !== null)) return 'No image became available';
  return mode === 'wait' ? 'Nothing was waited for' : 'No image was made';
}

function skippedText(rows: readonly Row[]): string {
  const skipped = rows.filter(({ outcome }) => outcome === 'skipped').length;
  return skipped === 0 ? '' : `, ${skipped} skipped`;
}

function checkVerdict(report: Report): string {
  const { checks, failures } = report;
  const count = (verdict: CheckRow['verdict']): number =>
    checks.filter((row) => row.verdict === verdict).length;
  const stale = count('too old') + count('no image');
  const isNew = count('too new') === 0 ? '' : `, ${count('too new')} too new`;
  const others = failures.length - stale;
  const more = others <= 0 ? '' : `, ${plural(others, 'other failure')}`;
  if (stale > 0)
    return `${stale} of ${plural(checks.length, 'instance')} ${stale === 1 ? 'has' : 'have'} no image younger than max-age${isNew}${more}`;
  if (others > 0) return `The check is not complete, ${failureText(report)}`;
  if (checks.length === 0) return 'No instance was selected, and none was checked';
  return `${plural(count('fresh'), 'instance')} with an image younger than max-age${isNew}`;
}

function planVerdict(report: Report): string {
  const { plan, retention, mainAccount, failures } = report;
  if (failures.some(({ code }) => code === 'Cancelled')) return 'The plan was cancelled and is not complete';
  if (mainAccount === null) return `Nothing was planned, ${failureText(report)}`;
  const count = (outcome: RowOutcome): number =>
    plan.instances.filter((row) => row.outcome === outcome).length;
  const parts = [
    `create ${plural(count('created'), 'image')}`,
    ...some(count('adopted'), 'adopt'),
    ...some(count('skipped'), 'skip'),
    ...some(retention.pruned.length, 'prune'),
    ...(plan.foreseen.length === 0 ? [] : [`fail in ${plural(plan.foreseen.length, 'place')}`]),
  ];
  const denied = plan.cells.filter(({ answer }) => answer === 'denied').length;
  const missing =
    denied === 0 ? 'no permission that can be tried is missing' : `${plural(denied, 'permission')} missing`;
  return `A backup would ${parts.join(', ')}; ${missing}`;
}

function some(count: number, verb: string): string[] {
  return count === 0 ? [] : [`${verb} ${count}`];
}

/** The rows of a table do not show an account that no role could be assumed in. */
function failureText({ failures, unreached }: Report): string {
  const closed = unreached.length === 0 ? '' : `; not reached: ${unreached.join(', ')}`;
  return `${plural(failures.length, 'failure')}${closed}`;
}

function pruneVerdict(report: Report): string {
  const { pruned, instances } = report.retention;
  const done = `${plural(pruned.length, 'image')} of ${plural(instances.length, 'instance')} pruned`;
  return report.failures.length === 0 ? done : `${done}, ${failureText(report)}`;
}

/** For a run that went no further than its inputs. */
function inputVerdict({ mode, failures }: Report): string | undefined {
  const mistakes = failures.filter(({ code }) => code === 'InputInvalid').length;
  if (mistakes > 0)
    return `The inputs have ${plural(mistakes, 'mistake')}; nothing was called and nothing was changed`;
  return mode === 'validate' && failures.length === 0 ? 'The inputs are valid' : undefined;
}

/** Red exactly when the step is; a failure that is tolerated is a warning. */
export function resultIcon({ fails, failures, result }: Report): string {
  if (fails) return '❌';
  if (failures.length > 0) return '⚠️';
  return result === 'pending' ? '⏳' : '✅';
}
