import '../../archive/store/write-file.test.ts';
