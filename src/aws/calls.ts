/** From which bucket of EC2 or Auto Scaling a call takes, and what a cancel means for it. */
import { awsActions, otherMutations } from '../model/aws-actions.ts';
import type { Call } from '../model/action-row.ts';

/** How the action of a command is called; one that has no row is a change like any other. */
export function callOf(command: string): Call {
  const row = Object.entries(awsActions).find(([action]) => command === `${action.split(':')[1]}Command`);
  const other = {
    bucket: otherMutations,
    does: 'change',
    phase: 'create',
    unbegun: 'the call was made',
  } as const;
  return row?.[1].call ?? other;
}
