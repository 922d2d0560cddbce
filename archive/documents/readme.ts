import type { Labels } from '../../model/labels.ts';

/** What the archive says of itself to whoever finds it. */
export function archiveReadme({ name, examples }: Labels): string {
  const [first = '', second = ''] = examples;
  const [partition = ''] = first.split('/');
  const [current, parameters] = [`current/${partition}/NAME`, `parameters/${partition}/NAME.json`];
  const layout = (path: string) => `    ${path.padEnd(parameters.length)}    `;
  const blame = `git blame current/${first}`;
  const question = (words: string) =>
    `    ${words.padEnd(Math.max(blame.length, `git log -p -- current/${second}`.length))}   `;
  return `# ${name} run configuration

This git repository holds what CMS ${name} was configured with in every global run, as read from the RunInfo database, and
what changed from run to run. It is written by the jobs of RunInfo Differ and by nobody else: a hand edit is undone when
the file is next written. One commit per run, dated with the start of the run.

${layout('runs/362/362695.json')}everything read for run 362695 (362 = run number divided by 1000)
${layout('runs/362/index.json')}one line per run of that block
${layout('values/3f/3f9a….txt')}long or multi-line values, named by the SHA-256 of their text
${layout(current)}the newest value of each watched parameter, as plain text
${layout('changes/362/362695.json')}what run 362695 changed, each partition against its own base run
${layout(parameters)}the timeline of a parameter: each value and the run that brought it
${layout('settings/DIGEST.json')}the settings that snapshots were read under
${layout('format.json')}the version of this layout, and the settings that changes were worked out under

Questions that git answers by itself:

${question('git log --oneline')}what each run changed
${question(`git log -p -- current/${partition}`)}a change log of one partition
${question(`git log -p -- current/${second}`)}the life of one parameter
${question(blame)}which run brought each line
`;
}
