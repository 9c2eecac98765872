/** The forms of device names and of tags, as EC2 takes them. */
import type { Template } from '../model/target.ts';
import { list, mapping } from './collections.ts';
import { text, type Form } from './forms.ts';
import { forText, quoteMend, separatorMend } from './mends.ts';
import { shown } from './mistake.ts';
import { fixedText, template } from './template.ts';

/** Characters of the value of a tag (EC2 API reference, CreateTags). */
const MAX_TAG_VALUE = 256;

/** EC2 User Guide, "Device names for volumes": `/dev/sdf`, and `xvdf` on Windows. */
const deviceName = text(
  /^(data|\/dev\/[A-Za-z0-9._-]{1,58}|(sd|hd|xvd)[a-z0-9]{1,8})$/,
  'a device name such as /dev/sdf or xvdf, or data',
  forText(separatorMend),
);

/** They become the value of a tag, by which later runs find the images: one that is cut would find none. */
export const excludedVolumes: Form<string[]> = {
  ...list(deviceName, 'device names, or data', 0),
  rule: (volumes) => {
    const { length } = volumes.join(',');
    if (length <= MAX_TAG_VALUE) return [];
    const found = `device names of ${length} characters, including commas`;
    const expected = `at most ${MAX_TAG_VALUE}, because they become the value of a tag`;
    return [{ found, expected, mend: 'Write data to leave out all volumes but the root.' }];
  },
};

const tagValue = template('text', (found) =>
  found === null ? 'Write "" for an empty text.' : quoteMend(found),
);

/** EC2 allows 50 tags on a resource, and 11 are ours (EC2 User Guide, "Tag your Amazon EC2 resources"). */
export const tagMapping: Form<Record<string, Template>> = {
  ...mapping(tagValue, {
    key: {
      pattern: /^(?![aA][wW][sS]:|cross-account-ami:)[^]{1,128}$/u,
      expected: 'a tag key of 1 to 128 characters that begins neither with aws: nor with cross-account-ami:',
    },
    least: 0,
    most: 39,
    expected: 'a mapping of tag keys to values',
    mend: () => 'Write each tag as "key: value" on a line of its own.',
  }),
  rule: (tags) => {
    const lengths = Object.entries(tags).map(
      ([key, value]) => [key, Array.from(fixedText(value)).length] as const,
    );
    return lengths
      .filter(([, length]) => length > MAX_TAG_VALUE)
      .map(([key, length]) => ({
        found: `a value of ${length} characters for ${shown(key)}`,
        expected: `at most ${MAX_TAG_VALUE}`,
      }));
  },
};
