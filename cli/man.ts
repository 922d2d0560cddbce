import { SCHEMA_KEYS, SECRETS, USERS, variableOf } from '../jobs/config/environment.ts';
import { describePart, partOf } from '../jobs/config/write.ts';
import { COMMON_OPTIONS, type CommandSpec, type OptionSpec } from './command.ts';

/** What each exit code means (docs/operate.md). */
const EXIT_STATUS: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'failed, or the answer is no: the line on stderr says what to do',
  2: 'wrong usage or settings, or an unknown run, partition or parameter',
  75: 'not possible now: the source cannot be reached, or another tick is at work; the next tick tries again',
};

/**
 * The manual page of the program, for `man`: made from the commands and the settings as they are declared.
 * @param version of the package
 * @returns roff text
 */
export function makeManPage(specs: readonly CommandSpec[], version: string): string {
  const secrets = [...USERS, 'RUNINFO_SLACK_WEBHOOK', 'RUNINFO_SLACK_WEBHOOK_CHANNEL', ...SECRETS];
  return [
    `.TH RUNINFO 1 "" "runinfo-differ ${version}" "User Commands"`,
    // Neither hyphens nor blanks that nobody wrote.
    '.nh',
    '.ad l',
    '.SH NAME',
    'runinfo \\- what changed in the run configuration, since which run, against what',
    '.SH SYNOPSIS',
    '.B runinfo',
    '.I command',
    '[\\fIarguments\\fR] [\\fIoptions\\fR]',
    '.br',
    `.B ${escape('runinfo --help')}`,
    '.br',
    `.B ${escape('runinfo --version')}`,
    '.SH DESCRIPTION',
    'Reads the configuration of each run from RunInfo into an archive, a git repository, and makes a site and messages of it.',
    'A tick does all of that; it is to be run from cron. The other commands do a part of it, or answer from the archive.',
    '.SH COMMANDS',
    ...specs.flatMap(describeCommand),
    '.SH OPTIONS OF EVERY COMMAND',
    ...COMMON_OPTIONS.flatMap(describeOption),
    ...item(bold('--help'), 'print what a command does, with its options and examples'),
    '.SH SETTINGS',
    'Keys of runinfo.config.yaml, each with the variable that overrides it.',
    '.B runinfo init',
    'writes the file with every default.',
    ...SCHEMA_KEYS.flatMap(({ keys }) =>
      item(`${bold(keys.join('.'))} (${escape(variableOf(keys))})`, describePart(partOf(keys)) ?? ''),
    ),
    '.SH ENVIRONMENT',
    'Accounts and secrets, which are read from here only. A secret can be in a file, too: RUNINFO_HEARTBEAT_FILE and so on name it.',
    ...secrets.flatMap((name) => ['.br', bold(name)]),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_STATUS).flatMap(([code, meaning]) => item(bold(code), meaning)),
    '.SH SEE ALSO',
    '.BR git (1),',
    'and the folder docs of the package: operate.md to begin with.',
    '',
  ].join('\n');
}

function describeCommand({ usage, description, options, examples }: CommandSpec): string[] {
  return [
    `.SS ${escape(usage)}`,
    escape(description),
    ...options.flatMap(describeOption),
    '.P',
    '.nf',
    '.RS 4',
    ...examples.map((call) => escape(`runinfo ${call}`)),
    '.RE',
    '.fi',
  ];
}

function describeOption({ flags, description }: OptionSpec): string[] {
  const [name = '', ...value] = flags.split(' ');
  const italic = value.length === 0 ? '' : ` \\fI${escape(value.join(' ').replaceAll(/[<>]/g, ''))}\\fR`;
  return item(`${bold(name)}${italic}`, description);
}

function item(term: string, text: string): string[] {
  return ['.TP', term, escape(text)];
}

function bold(text: string): string {
  return `\\fB${escape(text)}\\fR`;
}

/** A text on one line, in which nothing is a request, an escape or a hyphen. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
}
