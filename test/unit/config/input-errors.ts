/** The table of mistakes: what people write into the inputs, and what the action says to it, word for word. */
import { filterErrors } from './input-errors-filters.ts';
import { hiddenErrors } from './input-errors-hidden.ts';
import { imageErrors } from './input-errors-images.ts';
import { modeErrors } from './input-errors-modes.ts';
import { quoteErrors } from './input-errors-quotes.ts';
import { reportErrors } from './input-errors-report.ts';
import { retentionErrors } from './input-errors-retention.ts';
import { roleErrors } from './input-errors-role.ts';
import { runErrors } from './input-errors-run.ts';
import { selectionErrors } from './input-errors-selection.ts';
import { signInErrors } from './input-errors-sign-in.ts';
import { sourceErrors } from './input-errors-source.ts';
import { tagErrors } from './input-errors-tags.ts';
import { targetKeyErrors } from './input-errors-target-keys.ts';
import { targetErrors } from './input-errors-targets.ts';
import type { ErrorGroup } from './input-errors-types.ts';
import { yamlErrors } from './input-errors-yaml.ts';

/** Those that docs/input-errors.md shows are in scripts/input-error-kinds.ts. */
export const inputErrors: readonly ErrorGroup[] = [
  ...signInErrors,
  ...sourceErrors,
  ...targetErrors,
  ...targetKeyErrors,
  ...roleErrors,
  ...selectionErrors,
  ...filterErrors,
  ...imageErrors,
  ...tagErrors,
  ...retentionErrors,
  ...runErrors,
  ...reportErrors,
  ...modeErrors,
  ...yamlErrors,
  ...quoteErrors,
  ...hiddenErrors,
];
