import { join } from 'node:path';
import type { ProvidedSample } from '../global-setup.ts';
import { COLLECT } from '../oracle/small-sample.ts';
import { oracleEnvironment, provideOracle } from '../support/oracle.ts';
import { writeRunFiles } from '../support/run-files.ts';
import { digestFolder, makeWorkplace, workplaceIn, type Ran, type Workplace } from '../support/workplace.ts';

/** What a tick said, the files of the archive by digest, and its newest commit. */
interface Made {
  readonly ran: Ran;
  readonly files: Readonly<Record<string, string>>;
  readonly commit: string;
}

/** An archive that was made from a sample elsewhere, in which environment, and what is made from SQLite. */
interface Archived {
  readonly place: Workplace;
  readonly environment: Readonly<Record<string, string>>;
  readonly made: Made;
  readonly fromSqlite: Made;
}

const madeIn = async (place: Workplace, ran: Ran): Promise<Made> => ({
  ran,
  files: digestFolder(place.archive),
  commit: await place.git('rev-parse', 'HEAD'),
});

/** Archives a sample from a source of its own. */
async function archive(
  { folder, file }: ProvidedSample,
  place: Workplace,
  environment: Archived['environment'],
): Promise<Archived> {
  const made = await madeIn(place, await place.run(COLLECT, environment));
  const fromSqlite = await madeIn(workplaceIn(folder, file), { code: 0, out: '', err: '' });
  return { place, environment, made, fromSqlite };
}

/** The archive of a sample from its runs as JSON. */
export async function archiveFromJson(sample: ProvidedSample): Promise<Archived> {
  const place = makeWorkplace(sample.file);
  await writeRunFiles(sample.file, join(place.folder, 'runs'));
  return archive(sample, place, { RUNINFO_SOURCE: 'json:runs' });
}

/** The same from Oracle. */
export async function archiveFromOracle(sample: ProvidedSample): Promise<Archived> {
  return archive(sample, makeWorkplace(sample.file), oracleEnvironment(await provideOracle(sample.file)));
}

/** The same from an extract without secrets. */
export async function archiveFromExtract(sample: ProvidedSample): Promise<Archived> {
  const place = makeWorkplace(sample.file);
  const words = ['extract', '--runs', '1..999999', '--out', 'home.sqlite', '--quiet', '--redact'];
  const { code, out, err } = await place.run(words);
  if (code !== 0 || out + err !== '') throw new Error(`the extract ended with ${code}: ${out}${err}`);
  return archive(sample, makeWorkplace(join(place.folder, 'home.sqlite')), {});
}
