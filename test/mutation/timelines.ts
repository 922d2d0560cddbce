import '../../model/timeline.test.ts';
import '../../archive/documents/documents.test.ts';
import '../../archive/documents/documents-timelines.test.ts';
import '../../jobs/diff/derive.test.ts';
