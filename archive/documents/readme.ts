/** What the archive says of itself to whoever finds it. */
export const ARCHIVE_README = `# HCAL run configuration

This git repository holds what CMS HCAL was configured with in every global run, as read from the RunInfo database, and
what changed from run to run. It is written by the jobs of RunInfo Differ and by nobody else: a hand edit is undone when
the file is next written. One commit per run, dated with the start of the run.

    runs/362/362695.json              everything read for run 362695 (362 = run number divided by 1000)
    runs/362/index.json               one line per run of that block
    values/3f/3f9a….txt               long or multi-line values, named by the SHA-256 of their text
    current/HCAL_HBHE/NAME            the newest value of each watched parameter, as plain text
    changes/362/362695.json           what run 362695 changed, each partition against its own base run
    parameters/HCAL_HBHE/NAME.json    the timeline of a parameter: each value and the run that brought it
    settings/DIGEST.json              the settings that snapshots were read under
    format.json                       the version of this layout, and the settings that changes were worked out under

Questions that git answers by itself:

    git log --oneline                             what each run changed
    git log -p -- current/HCAL_HBHE               a change log of one partition
    git log -p -- current/HCAL_HF/CFGDOC_TXT      the life of one parameter
    git blame current/HCAL_HBHE/HCAL_LPMCONTROL   which run brought each line
`;
