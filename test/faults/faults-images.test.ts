/** Faults of images, permissions and credentials. */
import { deniedActions, expiredCredentials } from './table-access.ts';
import { oidcFaults } from './table-oidc.ts';
import { failedImages, lateImages, takenNames } from './table-images.ts';
import { testFaults } from './run-case.ts';
import { openScenes } from './scenes.ts';

const inScene = openScenes(4);

testFaults([...lateImages, ...failedImages, ...takenNames], inScene);
testFaults([...deniedActions, ...oidcFaults, ...expiredCredentials], inScene);
