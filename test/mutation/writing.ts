// Quickest first: the first test that fails ends the run.
import '../../archive/store/write-file.test.ts';
import '../../archive/store/named-files.test.ts';
