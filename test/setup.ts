import { HCAL } from '../jobs/config/preset.ts';
import { useLabels } from '../model/labels.ts';

// Before each file of tests. What settings the shell has that runs them is not theirs: a webhook least of all.
for (const name of Object.keys(process.env)) if (/^RUNINFO_(?!TEST_)/.test(name)) delete process.env[name];
// As a command does that has read its settings.
useLabels(HCAL.labels);
