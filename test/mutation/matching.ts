// Quickest first: the first test that fails ends the run.
import '../../model/text-diff/gap.test.ts';
import '../../model/text-diff/match-items.test.ts';
import '../../model/text-diff/match-lines.test.ts';
import '../../model/text-diff/text-diff.test.ts';
