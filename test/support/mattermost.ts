import MarkdownIt from 'markdown-it';

/** What a reader of a Mattermost post sees, and what the post does beside. */
export interface Seen {
  /** The text, code included, without joiners, which cannot be seen. */
  readonly text: string;
  /** Who is addressed: names after an at sign outside code. */
  readonly mentions: readonly string[];
  /** Where its links lead. */
  readonly links: readonly string[];
}

/** For tests: a text as Mattermost shows it, after all that its server and its Markdown do to it. */
export function seeAsMattermost(text: string): Seen {
  const tokens = new MarkdownIt({ breaks: true, linkify: true }).parse(rewriteOnServer(text), {});
  const links: string[] = [];
  let [seen, spoken] = ['', ''];
  for (const token of tokens.flatMap((block) => [...(block.children ?? []), block])) {
    for (const address of [token.attrGet('href'), token.attrGet('src')]) if (address !== null) links.push(address);
    if (token.type === 'inline') seen += '\n';
    else if (token.type === 'softbreak' || token.type === 'hardbreak') seen += '\n';
    else seen += token.content;
    if (token.type === 'text') spoken += token.content;
  }
  return { text: seen.replaceAll('\u2060', ''), mentions: spoken.match(/@[a-z][\w-]*/gi) ?? [], links };
}

/** What Mattermost's server does to the text of an incoming webhook, in code or not, to be compatible with Slack. */
function rewriteOnServer(text: string): string {
  return text
    .replaceAll(/<([^\n<|>]+)\|([^\n>]+)>/g, '[$2]($1)')
    .replaceAll(/<!(channel|here|all)>/g, '@$1')
    .replaceAll(/<@([a-zA-Z0-9]+)>/g, '@user-$1');
}
