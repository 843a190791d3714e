/** A strict reader of the XML we write: it throws at anything that is not well-formed. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

export function readXml(document: string): XmlElement {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const token = /<(\/?)([a-z-]+)((?: [a-zA-Z]+="[^"<]*")*)(\/?)>|([^<]+)|(<)/gu;
  for (const [, closing, name, attributes, empty, text, stray] of document.slice(declaration.length).matchAll(token)) {
    const parent = open.at(-1)!;
    if (stray !== undefined) throw new Error('a stray <');
    if (text !== undefined) parent.text += decoded(text);
    else if (closing === '/') {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const element = { name: name!, attributes: attributesOf(attributes!), children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  if (open.length !== 1 || root.children.length !== 1 || root.text.trim() !== '') throw new Error('not one root');
  return root.children[0]!;
}

function attributesOf(text: string): Record<string, string> {
  const pairs = [...text.matchAll(/ ([a-zA-Z]+)="([^"]*)"/gu)].map(
    ([, name, value]) => [name!, decoded(value!)] as const,
  );
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error('an attribute twice');
  return Object.fromEntries(pairs);
}

function decoded(text: string): string {
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(text))
    throw new Error('a character that XML cannot hold');
  return text.replace(/&([^;&]*)(;?)/gu, (whole, name: string, end: string) => {
    const value = name.startsWith('#') ? String.fromCodePoint(Number(name.slice(1))) : entities[name];
    if (value === undefined || end !== ';') throw new Error(`bad reference ${whole}`);
    return value;
  });
}
