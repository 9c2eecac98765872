/** How much is tried: enough for each change, or all that a night has time for. */
const isNightly = process.env['NIGHTLY'] === 'true';

export interface Amounts {
  readonly gate: number;
  readonly nightly: number;
}

export function amount({ gate, nightly }: Amounts): number {
  return isNightly ? nightly : gate;
}
