/** Faults of single calls, one after the other on the table. */
import {
  busyVolumes,
  cutConnections,
  refusedImages,
  serverErrors,
  slowCalls,
  throttledCalls,
} from './table-calls.ts';
import { testFaults } from './run-case.ts';
import { openScenes } from './scenes.ts';

const inScene = openScenes(4);

testFaults([...slowCalls, ...busyVolumes, ...serverErrors], inScene);
testFaults([...throttledCalls, ...cutConnections, ...refusedImages], inScene);
