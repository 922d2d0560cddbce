import '../../archive/documents/canonical.test.ts';
import '../../archive/documents/layout.test.ts';
import '../../model/reading.test.ts';
