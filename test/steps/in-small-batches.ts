import { ArchiveWriter } from '../../archive/store/writer.ts';

/** The command line, whose commits are handed to git in batches of the length that the first word says: see `commits.ts`. */
const [program = '', script = '', batchLength, ...words] = process.argv;
const open = ArchiveWriter.open.bind(ArchiveWriter);
ArchiveWriter.open = async (folder, options) => open(folder, { ...options, batchLength: Number(batchLength) });
process.argv = [program, script, ...words];
await import('../../cli/main.ts');
