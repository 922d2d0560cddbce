const compiled = new Map<string, RegExp>();

/**
 * Whether a name matches one of the patterns: `*` stands for any text, everything else for itself. A pattern with a
 * colon is held against `PARTITION:NAME`, one without against the parameter's name alone.
 */
export function matchesAny(patterns: readonly string[], partition: string, parameter: string): boolean {
  return patterns.some((pattern) =>
    pattern.includes(':') ? expression(pattern).test(`${partition}:${parameter}`) : expression(pattern).test(parameter),
  );
}

function expression(pattern: string): RegExp {
  let found = compiled.get(pattern);
  if (found === undefined) {
    const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    found = new RegExp(`^${literal.join('[^]*')}$`);
    compiled.set(pattern, found);
  }
  return found;
}
