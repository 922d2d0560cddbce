/**
 * `npm run check`: runs all scripts of package.json that begin with `check:` side by side, and those it is told by name
 * beside them. Prints everything that one said which failed; the exit code is then 1.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const names = [...Object.keys(scripts).filter((name) => name.startsWith('check:')), ...process.argv.slice(2)];

/** Runs a script to its end, as npm does, which has put `node_modules/.bin` on the path; gives whether it went well. */
async function run(name) {
  const child = spawn(scripts[name], { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const end = await new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
  if (end === 0) return true;
  process.stdout.write(`npm run ${name} ended with ${end}:\n${said}\n`);
  return false;
}

const results = await Promise.all(names.map(run));
if (results.includes(false)) process.exitCode = 1;
