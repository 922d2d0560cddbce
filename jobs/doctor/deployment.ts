import { findProgram } from '../publish/deploy.ts';
import { error, ok, type Check } from './check.ts';

/** The program that deploys the site: whether it is there and can be run. It is not. */
export const checkDeployment: Check = {
  name: 'deployment',
  examine: async ({ settings: { publish }, variables }) => {
    const [program] = publish.after ?? [];
    if (program === undefined) return [];
    const found = findProgram(program, variables);
    if (found?.isExecutable === true) return [ok(`publish.after runs ${found.path}`)];
    const says =
      found === null
        ? `there is no program ${program} (a name is looked up in PATH, one with a / from the current folder): install it, or name it by its whole path in the settings (publish.after)`
        : `${found.path} cannot be executed: chmod +x ${found.path}, or name another program in the settings (publish.after)`;
    return [error(`${says}; nothing is announced until then`)];
  },
};
