/** The little of Eleventy 3 that rendering uses; the package brings no types. */
declare module '@11ty/eleventy' {
  export interface UserConfig {
    readonly ignores: Set<string>;
    readonly benchmarks: { readonly config: { setIsVerbose(isVerbose: boolean): void } };
    setUseGitIgnore(use: boolean): void;
    setIncludesDirectory(folder: string): void;
    setTemplateFormats(formats: readonly string[]): void;
    setNunjucksEnvironmentOptions(options: Readonly<Record<string, boolean>>): void;
    /** By the name that others include a template by; what a page begins with, by its text. */
    setNunjucksPrecompiledTemplates(templates: object): void;
    addGlobalData(name: string, data: unknown): void;
    on(event: 'eleventy.engine.njk', listener: (engine: NunjucksEngine) => void): void;
  }

  /** Eleventy's own Nunjucks, once it is there. */
  export interface NunjucksEngine {
    readonly nunjucks: { readonly runtime: { readonly SafeString: new (text: string) => object } };
    readonly environment: { addGlobal(name: string, value: unknown): void };
  }

  export interface RenderedPage {
    readonly url: string;
    readonly outputPath: string;
    readonly content: string;
  }

  export interface EleventyOptions {
    readonly quietMode: boolean;
    readonly configPath: false;
    readonly config: (config: UserConfig) => void;
  }

  export class Eleventy {
    constructor(input: string, output: string, options: EleventyOptions);
    toJSON(): Promise<RenderedPage[]>;
  }
}
