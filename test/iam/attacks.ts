/** Every attack of the table. */
import { attacksElsewhere } from './attacks-elsewhere.ts';
import { attacksOnEc2 } from './attacks-ec2.ts';
import { attacksOnSignIn } from './attacks-sign-in.ts';
import type { Attack } from './attack.ts';

export const attacks: readonly Attack[] = [...attacksOnSignIn, ...attacksOnEc2, ...attacksElsewhere];
