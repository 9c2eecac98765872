/** Faults of whole runs, each with a test of its own, and those that only unit tests can wait for. */
import type { FaultText } from './fault-case.ts';

export const killedAnywhere: FaultText = {
  fault: 'The process is killed right before or after any call, and the job is run again',
  happens:
    'The re-run adopts the images that exist, even while EC2 does not show them yet, and makes the others: each instance has exactly one image, with its tags.',
};

export const cancelled: FaultText = {
  fault: 'The run is cancelled in any phase, by SIGINT or SIGTERM',
  happens:
    'The action begins nothing new, waits up to 3 seconds for open calls, writes outputs, summary and report file, and ends within 5 seconds with `Cancelled`.',
};

export const shortSessions: FaultText = {
  fault: 'The run lasts longer than its credentials',
  happens: 'They are renewed before they expire, with a fresh OIDC token each time, once for each role.',
};

export const renewedOnce: FaultText = {
  fault: 'Several calls of one role learn one after the other that its credentials have expired',
  happens: 'They are renewed once, and each call is made again.',
};

export const frozenCredentials: FaultText = {
  fault: 'Credentials from the environment expire while images are pending',
  happens:
    'The log says at the start that they cannot be renewed; when they expire, the step fails with `CredentialsExpired` and names every pending image.',
};

export const wrongClock: FaultText = {
  fault: "The runner's clock is 10 minutes off, and its credentials come from the environment",
  happens: 'AWS refuses the first call and its reply tells the time; the call is made again.',
};

export const throttledBuckets: FaultText = {
  fault: 'EC2 enforces its token buckets on 200 instances of one account',
  happens:
    'The calls are paced at 80 % of the bucket: no failure, and less than 5 % of the calls are refused.',
};

export const sharedBuckets: FaultText = {
  fault: 'Another client uses half of these token buckets',
  happens:
    'The pace is halved at a refusal and recovers slowly: no failure, less than 5 % of the calls are refused.',
};

export const throttledPrunes: FaultText = {
  fault: 'EC2 enforces its token buckets on the retention of 200 instances of one account',
  happens:
    'Look-ups and removals are paced at 80 % of their buckets: every image is pruned, with no failure.',
};

export const storm: FaultText = {
  fault: 'Half of all calls are refused with 503 for a minute, while 60 instances are imaged and pruned',
  happens:
    'Each call is tried up to 16 times with growing pauses; every image is made once, and every old one pruned.',
};

export const thousandImages: FaultText = {
  fault: 'One run makes 1,000 images',
  happens:
    'Outputs that are too large for GitHub are left empty, with an error annotation; `image-ids` and the report file have all of them.',
};

export const rollingReboots: FaultText = {
  fault: 'Servers are rebooted for their images (`no-reboot: false`)',
  happens:
    'The next one is rebooted only after 2 minutes and when both status checks of the last one are `ok`.',
};

export const throughProxy: FaultText = {
  fault: 'AWS can only be reached through an HTTPS proxy',
  happens: 'Every call goes through the proxy of `HTTPS_PROXY`; GitHub is reached as `NO_PROXY` says.',
};

export const pastProxy: FaultText = {
  fault: 'The proxy is down, and `NO_PROXY` names the endpoint',
  happens: 'The calls do not use the proxy.',
};

export const cutReplies: FaultText = {
  fault: 'Replies break off in the middle',
  happens: 'The calls are tried again; an image whose reply was lost is found by its name.',
};

export const stalledReplies: FaultText = {
  fault: 'Replies stop in the middle, and the connection stays open',
  happens:
    'Each costs a time-out of 30 seconds and is tried again; an image whose reply was lost is found by its name.',
};

export const strangePages: FaultText = {
  fault: 'A machine between the runner and AWS answers with its own page',
  happens:
    'The call fails and the failure has the answer; the other account is done, and no defect is reported.',
};

export const stoppedRuns = [killedAnywhere, cancelled, rollingReboots];
export const credentialRuns = [shortSessions, renewedOnce, frozenCredentials, wrongClock];
export const loadRuns = [throttledBuckets, sharedBuckets, throttledPrunes, storm, thousandImages];
export const networkRuns = [throughProxy, pastProxy, cutReplies, stalledReplies, strangePages];

/** Minutes long: a clock that is played shows them in milliseconds. */
export const unitOnly: readonly (FaultText & { readonly test: string })[] = [
  {
    fault: 'An image vanishes',
    happens: 'After 3 minutes without it the instance fails with `ImageVanished`.',
    test: 'test/unit/images/watch.test.ts',
  },
  {
    fault: 'EC2 says that a name is taken and never shows the image that has it',
    happens: 'After 2 minutes the instance fails with `NameTaken`.',
    test: 'test/unit/images/create-once.test.ts',
  },
  {
    fault: 'An instance does not recover from its reboot',
    happens: 'After 15 minutes: `RebootNotRecovered`, and no further instance is rebooted there.',
    test: 'test/unit/images/reboot.test.ts',
  },
];
