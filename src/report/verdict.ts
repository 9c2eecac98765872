/** What became of the run, in one sentence. Pure. */
import { counted } from './quantities.ts';
import { isGood, type Report } from './report.ts';

/** The first line of the summary and the last line of the log. */
export function verdict(report: Report): string {
  const { rows, wait, result } = report;
  const aboutInputs = inputVerdict(report);
  if (aboutInputs !== undefined) return aboutInputs;
  if (report.mode === 'prune') return pruneVerdict(report);
  const good = rows.filter((row) => isGood(row, wait));
  const accounts = new Set(good.map(({ account }) => account)).size;
  const where = `in ${counted(accounts, 'account')}`;
  const images = counted(good.length, 'image');
  switch (result) {
    case 'success':
      if (rows.length === 0) return 'No instance was selected, and no image was made';
      return `${images} ${where} ${good.length === 1 ? 'is' : 'are'} available`;
    case 'pending':
      return `${images} ${where} ${good.length === 1 ? 'was' : 'were'} accepted and not waited for`;
    case 'partial':
      return `${good.length} of ${counted(rows.length, 'image')} ${where} ${wait ? 'available' : 'accepted'}, ${failureText(report)}`;
    case 'failure':
      return `${rows.some(({ imageId }) => imageId !== null) ? 'No image became available' : 'No image was made'}, ${failureText(report)}`;
  }
}

/** The rows of a table do not show an account that no role could be assumed in. */
function failureText({ failures, unreached }: Report): string {
  const closed = unreached.length === 0 ? '' : `; not reached: ${unreached.join(', ')}`;
  return `${counted(failures.length, 'failure')}${closed}`;
}

function pruneVerdict(report: Report): string {
  const { pruned, instances } = report.retention;
  const done = `${counted(pruned.length, 'image')} of ${counted(instances.length, 'instance')} pruned`;
  return report.failures.length === 0 ? done : `${done}, ${failureText(report)}`;
}

/** For a run that went no further than its inputs. */
function inputVerdict({ mode, failures }: Report): string | undefined {
  const mistakes = failures.filter(({ code }) => code === 'InputInvalid').length;
  if (mistakes > 0)
    return `The inputs have ${counted(mistakes, 'mistake')}; nothing was called and nothing was changed`;
  return mode === 'validate' && failures.length === 0 ? 'The inputs are valid' : undefined;
}

export const verdictIcon: Readonly<Record<Report['result'], string>> = {
  success: '✅',
  pending: '⏳',
  partial: '⚠️',
  failure: '❌',
};
