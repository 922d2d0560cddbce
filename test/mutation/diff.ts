// Quickest first: the first test that fails ends the run.
import '../../model/compare.test.ts';
import '../../model/redact.test.ts';
import '../../model/text-diff/pair-lines.test.ts';
import '../../model/text-diff/slide.test.ts';
import '../../model/text-diff/headings.test.ts';
import '../../model/text-diff/context.test.ts';
import '../../model/text-diff/moves.test.ts';
import '../../model/text-diff/marks.test.ts';
import '../difference-cases-one-line.test.ts';
import '../difference-look-alikes.test.ts';
import '../difference-cases.test.ts';
import '../../model/text-diff/align.test.ts';
import '../../model/compare-forms.test.ts';
import '../../model/text-diff/text-diff.test.ts';
import '../../model/text-diff/properties.test.ts';
