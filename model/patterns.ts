/**
 * Whether a name matches one of the patterns: `*` stands for any text, everything else for itself. A pattern with a
 * colon is held against `PARTITION:NAME`, one without against the parameter's name alone.
 */
export function matchesAny(patterns: readonly string[], partition: string, parameter: string): boolean {
  return patterns.some((pattern) => matches(pattern, pattern.includes(':') ? `${partition}:${parameter}` : parameter));
}

function matches(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return pattern === name;
  const [start = '', ...parts] = pattern.split('*');
  const end = parts.pop() ?? '';
  let from = start.length;
  for (const part of parts) {
    const index = name.indexOf(part, from);
    if (index < 0) return false;
    from = index + part.length;
  }
  return name.startsWith(start) && name.endsWith(end) && from + end.length <= name.length;
}
