/** A problem in one sentence: what failed · where · what AWS said · what to do. */
import { shortened } from './escape.ts';
import type { Remark } from '../model/event.ts';
import { catalogue, type Place, type Problem } from '../model/problem.ts';

export function problemText(problem: Problem): string {
  const parts = [problem.what, placeText(problem.place), saidText(problem), mendOf(problem)];
  return parts.filter((part) => part !== '').join(' · ');
}

export function mendOf({ code, mend }: Problem): string {
  return mend ?? catalogue[code];
}

/** `account 222222222222, eu-west-1, i-0123456789abcdef0`; empty when nothing is known. */
export function placeText({ account, region, instance, image }: Place): string {
  const named = account === undefined ? [] : [`account ${account}`];
  return [...named, region, instance, image].filter((part) => part !== undefined).join(', ');
}

export function remarkText({ place, text }: Remark): string {
  return [placeText(place), text].filter((part) => part !== '').join(': ');
}

/** Whether the permission matrix tells it. */
export function isToldByCells({ code }: Problem): boolean {
  return code === 'AccessDenied' || code === 'AssumeRoleDenied';
}

/** AWS's words can be long; the beginning says what it is about. */
const MAX_SAID = 600;

export function saidText({ said, saidBy = 'AWS' }: Pick<Problem, 'said' | 'saidBy'>): string {
  return said === undefined ? '' : `${saidBy} said: ${shortened(said, MAX_SAID)}`;
}
