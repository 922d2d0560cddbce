import { SYSTEM, type FileOperations } from '../../archive/store/write-file.ts';

/** What was asked of the file system, by name and with what. */
export interface FileCall {
  readonly name: keyof FileOperations;
  readonly args: readonly unknown[];
}

/**
 * The system's operations, noted down, of which those that `fails` names by count and name fail.
 * @param code the code of the error that they fail with
 */
export function watchFiles(fails: (count: number, name: string) => boolean, code = 'EIO') {
  const calls: string[] = [];
  const asked: FileCall[] = [];
  const files = new Proxy(SYSTEM, {
    get: (operations, name: keyof FileOperations) => {
      return (...args: unknown[]): unknown => {
        calls.push(name);
        asked.push({ name, args });
        const broken = fails(calls.length, name);
        const error = Object.assign(new Error(`${code}: injected`), { code });
        const callback = args.at(-1);
        if (broken && typeof callback === 'function') return void callback(error);
        if (broken && name !== 'closeSync') throw error;
        const result: unknown = Reflect.apply(operations[name], undefined, args);
        if (broken) throw error;
        return result;
      };
    },
  });
  return { files, calls, asked };
}
