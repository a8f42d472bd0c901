import { Failure } from '../errors.ts'

/** Properties by name, as CSS or presentation attributes give them; later ones replace earlier ones. */
export type Declarations = ReadonlyMap<string, string>

/** One selector of a style sheet: a type, an id and classes, all of which must match. */
interface Rule {
  readonly type: string | undefined
  readonly id: string | undefined
  readonly classes: readonly string[]
  /** Selectors 4, 17: ids, then classes, then types. */
  readonly specificity: number
  readonly declarations: Declarations
}

/** Every element is held against every rule. */
const MAX_RULES = 500
const RULE = /([^{}]*)\{([^{}]*)\}/g
const DECLARATION = /(?:^|;)\s*([\w-]+)\s*:([^;]*)/g
const IMPORTANT = /\s*!\s*important$/i
const SELECTOR = /^(?=.)(?:\*|([A-Za-z]+))?((?:[.#][\w-]+)*)$/

const COLORED: ReadonlySet<string> = new Set(['fill', 'stroke', 'color', 'stop-color'])
/** How the rasteriser knows colours; names of colours and `url(…)` are checked by their form only. */
const COLOR =
  /^(?:#[0-9a-f]{3}|#[0-9a-f]{6}|(?:rgb|hsl)\(\s*[\d.]+%?\s*,\s*[\d.]+%?\s*,\s*[\d.]+%?\s*\)|url\(.*|[a-z]+)$/i

const unsupported = (what: string) => new Failure('unsupported', `SVG: ${what}`)

/** The id that a reference within the document names. */
export function fragment(target: string): string {
  if (!target.startsWith('#')) throw unsupported('a reference leads out of the image')
  return target.slice(1).trim()
}

/** The ids in `url(#id)`. */
export function localReferences(value: string): string[] {
  return [...value.matchAll(/url\(\s*['"]?([^)'"]*)/gi)].map(([, target = '']) => fragment(target))
}

/**
 * A property or an attribute as the rasteriser understands it; `undefined` where it is better left out.
 * @throws Failure unsupported
 */
export function drawable(name: string, value: string): string | undefined {
  if (value === 'inherit') return undefined
  if (name === 'visibility' && value !== 'visible') throw unsupported('elements are hidden by visibility')
  if (!COLORED.has(name)) return value
  if (value === 'transparent' && (name === 'fill' || name === 'stroke')) return 'none'
  if (value === 'rebeccapurple') return '#663399'
  if (!COLOR.test(value) || value === 'transparent') throw unsupported(`the colour ${value} is not known`)
  return value
}

/** Declarations as they stand in a style sheet or a `style` attribute, `!important` included. */
function parseDeclarations(text: string): Declarations {
  const declarations = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(DECLARATION)) {
    if (/[<>]/.test(value)) throw unsupported('a style holds markup')
    declarations.set(name, value.trim())
  }
  return declarations
}

function parseSelector(text: string, declarations: Declarations): Rule {
  const [, type, rest] = SELECTOR.exec(text.trim()) ?? []
  if (rest === undefined) throw unsupported('a style sheet selects by more than type, class and id')
  const names = rest.match(/[.#][\w-]+/g) ?? []
  const ids = names.filter((name) => name.startsWith('#')).map((name) => name.slice(1))
  const classes = names.filter((name) => name.startsWith('.')).map((name) => name.slice(1))
  if (ids.length > 1) throw unsupported('a style sheet selects by two ids')
  const specificity = ids.length * 10_000 + classes.length * 100 + (type === undefined ? 0 : 1)
  return { type, id: ids[0], classes, specificity, declarations }
}

/**
 * Reads a style sheet.
 * @returns its rules, those that win last
 * @throws Failure unsupported: at-rules, combinators, pseudo-classes; too-large
 */
export function parseStyleSheet(text: string): readonly Rule[] {
  const sheet = text.replace(/\/\*[\s\S]*?\*\//g, '')
  if (sheet.includes('@')) throw unsupported('a style sheet has an at-rule')
  const rules = [...sheet.matchAll(RULE)].flatMap(([, selectors = '', body = '']) => {
    const declarations = parseDeclarations(body)
    return selectors.split(',').map((selector) => parseSelector(selector, declarations))
  })
  if (rules.length > MAX_RULES) throw new Failure('too-large', 'SVG: a style sheet has too many rules')
  return rules.sort((a, b) => a.specificity - b.specificity)
}

/**
 * The style that the rules give to an element, its own over them, and what is important over all (CSS Cascade 5, 6).
 * @throws Failure unsupported
 */
export function styleOf(
  name: string,
  attributes: ReadonlyMap<string, string>,
  rules: readonly Rule[],
): Declarations {
  const id = attributes.get('id')
  const classes = attributes.get('class')?.split(/\s+/) ?? []
  const matching = rules.filter(
    (rule) =>
      (rule.type === undefined || rule.type === name) &&
      (rule.id === undefined || rule.id === id) &&
      rule.classes.every((wanted) => classes.includes(wanted)),
  )
  const own = parseDeclarations(attributes.get('style') ?? '')
  const cascade = [...matching.flatMap(({ declarations }) => [...declarations]), ...own]
  cascade.sort(([, a], [, b]) => Number(IMPORTANT.test(a)) - Number(IMPORTANT.test(b)))
  const style = new Map<string, string>()
  for (const [property, value] of cascade) {
    if (property === 'transform') throw unsupported('a style transforms')
    const drawn = drawable(property, value.replace(IMPORTANT, ''))
    style.delete(property)
    if (drawn !== undefined) style.set(property, drawn)
  }
  return style
}
