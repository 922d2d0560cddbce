// Quickest first: the first test that fails ends the run.
import '../../model/timeline.test.ts';
import '../../archive/documents/documents.test.ts';
import '../../jobs/diff/timelines.test.ts';
import '../../archive/documents/documents-timelines.test.ts';
