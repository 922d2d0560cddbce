import '../../jobs/notify/shared.test.ts';
import '../../jobs/notify/pending.test.ts';
