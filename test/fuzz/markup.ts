import { below, happens, pick, type Random } from './random.ts'

/** Markup that must be refused or that is expensive to draw. */
const SNIPPETS: readonly string[] = [
  '<script>while(1){}</script>',
  '<image href="http://127.0.0.1:1/secret.png" width="9" height="9"/>',
  '<image href="data:image/png;base64,iVBORw0KGgo=" width="9" height="9"/>',
  '<foreignObject width="9" height="9"><p>x</p></foreignObject>',
  '<style>@import url(http://127.0.0.1:1/a.css);rect{fill:url(#g)}</style>',
  '<text x="5" y="50" font-size="40">text</text>',
  '<g id="loop"><use href="#loop"/></g>',
  '<g id="a1"><use href="#b1"/></g><g id="b1"><use href="#a1"/><use href="#a1"/></g>',
  '<linearGradient id="l1" href="#l2"/><linearGradient id="l2" href="#l1"/><rect width="9" height="9" fill="url(#l1)"/>',
  '<mask id="mm"><rect width="9" height="9" mask="url(#mm)"/></mask><rect width="9" height="9" mask="url(#mm)"/>',
  '<path d="M0 0A1e-9 1e9 0 0 1 1e9 1e-9z" stroke="red" stroke-width="1e6"/>',
  '<path d="M0 0L200 100" stroke="red" stroke-dasharray="0.0001 0.0001"/>',
  '<filter id="f"><feGaussianBlur stdDeviation="999"/></filter><rect width="99" height="99" filter="url(#f)"/>',
  '<animate attributeName="x" to="9"/>',
  '<rect width="1e308" height="-1" transform="scale(1e300) rotate(1e300)"/>',
  '<![CDATA[<rect/>]]>',
  '<!-- -- -->',
  '&undefined;&#0;&#x110000;&#60;',
  '<a xlink:href="javascript:alert(1)"><rect width="9" height="9"/></a>',
  '<?pi x?>',
]

const NUMBERS = [
  '0',
  '-1',
  '1e9',
  '-1e9',
  '1e-9',
  '1e400',
  'NaN',
  '100%',
  '1e',
  '.',
  '--1',
  '99999999999999999999',
  '0x10',
  '',
]

const PROLOGUES = [
  '<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<?xml version="1.1"?>\ufeff',
  '<!DOCTYPE svg SYSTEM "http://127.0.0.1:1/x.dtd">',
]

const CHANGES: readonly ((tags: string[], random: Random) => string[])[] = [
  (tags, random) => tags.toSpliced(1 + below(tags.length, random), 0, pick(SNIPPETS, random)),
  (tags, random) =>
    tags.map((tag) => (happens(20, random) ? tag.replace(/[0-9.]+/, pick(NUMBERS, random)) : tag)),
  (tags, random) => {
    const at = below(tags.length, random)
    return tags.toSpliced(at, 0, ...Array<string>(pick([1, 5, 200], random)).fill(tags[at] ?? ''))
  },
  (tags, random) => tags.toSpliced(below(tags.length, random), 1),
  (tags, random) => {
    const depth = pick([1, 30, 600], random)
    return [
      ...tags.slice(0, 1),
      '<g>'.repeat(depth),
      ...tags.slice(1, -1),
      '</g>'.repeat(depth),
      ...tags.slice(-1),
    ]
  },
  (tags, random) => [pick(PROLOGUES, random), ...tags],
  (tags, random) => {
    const [at, to] = [below(tags.length, random), below(tags.length, random)]
    return tags.toSpliced(to, 0, ...tags.slice(at, at + 3))
  },
  (tags, random) =>
    tags.map((tag) =>
      happens(15, random)
        ? tag.replace(/ [a-z:-]+="[^"]*"/, (attribute) => attribute.repeat(below(3, random)))
        : tag,
    ),
]

/** Changes, adds, duplicates or removes some tags of an SVG. */
export function changeMarkup(file: Uint8Array, random: Random): Uint8Array {
  let tags = new TextDecoder('latin1').decode(file).split(/(?=<)/)
  for (let changes = 1 + below(3, random); changes > 0; changes--) tags = pick(CHANGES, random)(tags, random)
  return Buffer.from(tags.join(''), 'latin1')
}
