// Quickest first: the first test that fails ends the run.
import '../../archive/store/work-tree.test.ts';
import '../../archive/store/commits.test.ts';
import '../../archive/store/git-upkeep-packs.test.ts';
import '../../archive/store/git-upkeep-leftovers.test.ts';
