/** Before all tests of a lane that needs AWS; jest runs it once. */
import { startForks } from './server.ts';

export default startForks;
