import { HCAL } from '../jobs/config/preset.ts';
import { useLabels } from '../model/labels.ts';

// Before each file of tests, as a command does that has read its settings.
useLabels(HCAL.labels);
