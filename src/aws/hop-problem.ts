/** Why STS did not let the main role assume that of a target, and what to do. Pure. */
import type { Problem } from '../model/problem.ts';
import { sessionTagActions } from '../model/session-tags.ts';

const tooLarge =
  'The session already carries so much that the session tags do not fit: set `session-tags: false`.';

const carried =
  ' AWS also refuses it when the session of the main account already has another source identity, which cannot be changed: then set `session-tags: false`.';

/** Names what session tags need; any other refusal is about assuming the role. */
export function hopProblem(problem: Problem, roleArn: string): Problem {
  if (problem.awsCode?.startsWith('PackedPolicyTooLarge') === true) return { ...problem, mend: tooLarge };
  const action = sessionTagActions.find((each) => each === problem.denied?.action);
  // Another policy that denies it is named already.
  if (action === undefined || problem.mend !== undefined) return problem;
  const both = `With \`session-tags: true\` both ends must allow ${action}: the policy of the main role, and the trust policy of ${roleArn} in a statement without a condition. The templates iam/main-role.yaml and iam/target-role.yaml do with SessionTags=yes.`;
  return { ...problem, mend: action === 'sts:SetSourceIdentity' ? both + carried : both };
}
