/** The forms of device names and of tags, as EC2 takes them. */
import type { Template } from '../model/target.ts';
import { text, type Form } from './forms.ts';
import { mapping } from './mapping-forms.ts';
import { template } from './template.ts';

/** EC2 User Guide, "Device names for volumes": `/dev/sdf`, and `xvdf` on Windows. */
export function deviceName(): Form<string> {
  const pattern = /^(data|\/dev\/[A-Za-z0-9._-]{1,58}|(sd|hd|xvd)[a-z0-9]{1,8})$/;
  return text(pattern, 'a device name such as /dev/sdf or xvdf, or data');
}

/** EC2 allows 50 tags on a resource, and 11 are ours (EC2 User Guide, "Tag your Amazon EC2 resources"). */
export function tagMapping(): Form<Record<string, Template>> {
  const key = {
    pattern: /^(?![aA][wW][sS]:|cross-account-ami:)[^]{1,128}$/u,
    expected: 'a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:',
  };
  return mapping(template('text'), { key, least: 0, most: 39, expected: 'a mapping of tag keys to values' });
}
