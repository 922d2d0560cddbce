/** A start tag of a page: its name and its attributes, with entities resolved. */
export interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The start tags of a text of HTML or XML in which every attribute is quoted and holds no angle bracket. */
export function readTags(text: string): Tag[] {
  const markup = text.replaceAll(/<!--[\s\S]*?-->/g, '');
  return [...markup.matchAll(/<([a-zA-Z][\w:-]*)((?:\s[^<>]*)?)>/g)].map(([, name = '', rest = '']) => ({
    name: name.toLowerCase(),
    attributes: Object.fromEntries(
      [...rest.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, resolveEntities(value)]),
    ),
  }));
}

function resolveEntities(text: string): string {
  return text.replaceAll(/&(\w+|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
