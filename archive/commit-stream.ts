/** One commit to be made: what it says, when (seconds since 1970), and the files it sets or, with null, removes. */
export interface CommitPlan {
  readonly subject: string;
  readonly body: readonly string[];
  readonly seconds: number;
  readonly files: ReadonlyMap<string, string | null>;
}

/** Who the commits are by: always the same, so that the same runs make the same commit ids on every machine. */
const IDENTITY = 'RunInfo Differ <runinfo-differ@localhost>';

/**
 * A commit in the form that `git fast-import` reads.
 * @param parent the commit it stands on, for the first of a stream; null: the branch as the stream left it
 */
export function toFastImport(commit: CommitPlan, parent: string | null): Buffer {
  const message = Buffer.from(
    [commit.subject, ...(commit.body.length > 0 ? ['', ...commit.body] : []), ''].join('\n'),
    'utf8',
  );
  const parts: (string | Buffer)[] = [
    'commit refs/heads/main\n',
    `author ${IDENTITY} ${commit.seconds} +0000\n`,
    `committer ${IDENTITY} ${commit.seconds} +0000\n`,
    `data ${message.length}\n`,
    message,
    parent === null ? '' : `from ${parent}\n`,
  ];
  for (const [path, text] of [...commit.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (text === null) {
      parts.push(`D ${path}\n`);
      continue;
    }
    const bytes = Buffer.from(text, 'utf8');
    parts.push(`M 100644 inline ${path}\ndata ${bytes.length}\n`, bytes, '\n');
  }
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
}
