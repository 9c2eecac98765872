/** EC2 in one account and region, behind the port that the rest of the action knows. */
import type { Ec2, Images, Instances, PermissionTrials, Snapshots } from '../model/ports.ts';
import { Ec2Access, type Ec2AccessParts } from './ec2-access.ts';
import { Ec2Images } from './ec2-images.ts';
import { Ec2Instances } from './ec2-instances.ts';
import { Ec2Snapshots } from './ec2-snapshots.ts';
import { Ec2PermissionTrials } from './permission-trials.ts';

export class Ec2Region implements Ec2 {
  readonly account: string;
  readonly region: string;
  readonly instances: Instances;
  readonly images: Images;
  readonly snapshots: Snapshots;
  readonly permissions: PermissionTrials;

  constructor(parts: Ec2AccessParts) {
    const access = new Ec2Access(parts);
    this.account = parts.account;
    this.region = parts.region;
    this.instances = new Ec2Instances(access);
    this.images = new Ec2Images(access);
    this.snapshots = new Ec2Snapshots(access);
    this.permissions = new Ec2PermissionTrials({ ...parts, ec2: parts.client });
  }
}
