import '../../templates/components/html.test.ts';
import '../../model/markdown.test.ts';
import '../../model/visible.test.ts';
import '../../jobs/diff/describe.test.ts';
import '../../cli/print/style.test.ts';
import '../../jobs/export/csv-cell.test.ts';
import '../../jobs/notify/channels/forms.test.ts';
import '../../jobs/notify/channels/hostile.test.ts';
