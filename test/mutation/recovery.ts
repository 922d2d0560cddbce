import '../../archive/store/git-upkeep-leftovers.test.ts';
import '../../archive/store/git-upkeep.test.ts';
import '../../archive/store/writer-recovery.test.ts';
