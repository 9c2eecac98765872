/** The cells that answers make, with whatever a role is asked to be allowed. */
import { expect } from '@jest/globals';
import type { AwsAction } from '../../../src/model/aws-actions.ts';
import type { PermissionCell } from '../../../src/model/permission.ts';
import type { Problem } from '../../../src/model/problem.ts';
import { judgeCells, needsOf } from '../../../src/permissions/cells.ts';
import type { Answer } from '../../../src/permissions/recorded.ts';
import { ACCOUNT, aTarget, instanceId, REGION, roleOf } from '../builders.ts';

export const role = roleOf(ACCOUNT).roleArn;
export const where = { role, account: ACCOUNT, region: REGION, repositoryId: '777' };
export const IMAGES = `arn:aws:ec2:${REGION}::image/*`;
export const SNAPSHOTS = `arn:aws:ec2:${REGION}::snapshot/*`;
export const INSTANCES = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/*`;

export const needs = needsOf({ targets: [aTarget()], watches: true, prunes: true, encrypted: true });

export const untried = { noInstance: 'there is no instance', noImage: 'there is no image' };

export function answer(action: AwsAction, on: string, problem?: Problem): Answer {
  return {
    action,
    on,
    reply: problem === undefined ? { ok: true, value: undefined } : { ok: false, problem },
  };
}

export function creations(...problems: readonly (Problem | undefined)[]): Answer[] {
  return problems.map((problem, at) => answer('ec2:CreateImage', instanceId(at + 1), problem));
}

export function judged(answers: readonly Answer[], action: string) {
  const found = judgeCells(needs, answers, where, untried).find(({ cell }) => cell.action === action);
  if (found === undefined) throw new Error(`no cell for ${action}`);
  return found;
}

export function cellOf(answers: readonly Answer[], action: string): Partial<PermissionCell> {
  const { place, role: caller, action: own, ...rest } = judged(answers, action).cell;
  expect([own, place, caller]).toEqual([action, { account: ACCOUNT, region: REGION }, role]);
  return rest;
}
