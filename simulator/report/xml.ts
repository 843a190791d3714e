/**
 * XML 1.0 as text. What XML cannot hold (most control characters, lone surrogates) becomes U+FFFD, so that every output is well-formed.
 */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children?: readonly (Element | string)[];
}

export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${elementLines(root, '').join('\n')}\n`;
}

function elementLines({ name, attributes, children = [] }: Element, indent: string): readonly string[] {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const open = `${indent}<${name}${given.join('')}`;
  const [first] = children;
  if (first === undefined) return [`${open}/>`];
  // Text stands between its tags without a break: white space inside it is content.
  if (typeof first === 'string') return [`${open}>${escapedText(children.join(''))}</${name}>`];
  const inside = children.flatMap((child) => (typeof child === 'string' ? [] : elementLines(child, `${indent}  `)));
  return [`${open}>`, ...inside, `${indent}</${name}>`];
}

function escapedText(text: string): string {
  return allowed(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** Line breaks and tabs are written as references, or a reader would turn them into spaces. */
function escaped(text: string): string {
  return escapedText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

function allowed(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
