import { Failure } from '../../errors.ts'
import { normalizeProperty } from './values.ts'

/** Style property values, by property name. */
export type Style = ReadonlyMap<string, string>

interface Declaration {
  readonly property: string
  readonly value: string
  readonly important: boolean
}

interface Rule {
  readonly type: string | undefined
  readonly id: string | undefined
  readonly classes: readonly string[]
  /** Specificity (Selectors 4, 17): 10,000 for an id, 100 for each class, 1 for a type. */
  readonly specificity: number
  readonly declarations: readonly Declaration[]
}

/**
 * Maximum number of style sheet rules. A limit is needed because every element is matched against
 * every rule.
 */
const MAX_RULES = 500
/**
 * Maximum number of declarations for all elements together. Without a limit, a short style sheet
 * could give many elements many declarations.
 */
const MAX_DECLARED = 200_000
const DECLARATION = /(?:^|;)\s*([\w-]+)\s*:([^;]*)/g
const SELECTOR = /^(?=.)(?:\*|([A-Za-z]+))?((?:[.#][\w-]+)*)$/

const unsupported = (what: string) => new Failure('unsupported', `SVG: ${what}`)

function parseDeclaration(property: string, text: string): Declaration {
  if (/[<>]/.test(text)) throw unsupported('a style contains markup')
  const bang = text.lastIndexOf('!')
  const important =
    bang >= 0 &&
    text
      .slice(bang + 1)
      .trim()
      .toLowerCase() === 'important'
  return { property, value: (important ? text.slice(0, bang) : text).trim(), important }
}

function parseDeclarations(text: string): readonly Declaration[] {
  return [...text.matchAll(DECLARATION)].map(([, property = '', value = '']) =>
    parseDeclaration(property.toLowerCase(), value),
  )
}

function parseSelector(text: string, declarations: readonly Declaration[]): Rule {
  const [, type, rest] = SELECTOR.exec(text.trim()) ?? []
  if (rest === undefined) throw unsupported('a selector may only have a type, classes and an id')
  const names = rest.match(/[.#][\w-]+/g) ?? []
  const ids = names.filter((name) => name.startsWith('#')).map((name) => name.slice(1))
  const classes = names.filter((name) => name.startsWith('.')).map((name) => name.slice(1))
  if (ids.length > 1) throw unsupported('a selector has two ids')
  const specificity = ids.length * 10_000 + classes.length * 100 + (type === undefined ? 0 : 1)
  return { type, id: ids[0], classes: [...new Set(classes)], specificity, declarations }
}

/**
 * Removes comments. A comment without an end continues to the end of the sheet (CSS Syntax 3,
 * 4.3.2).
 */
function withoutComments(text: string): string {
  const pieces: string[] = []
  for (let at = 0; at < text.length; ) {
    const start = text.indexOf('/*', at)
    if (start < 0) return pieces.join('') + text.slice(at)
    pieces.push(text.slice(at, start))
    const end = text.indexOf('*/', start + 2)
    at = end < 0 ? text.length : end + 2
  }
  return pieces.join('')
}

function parseBlock(text: string): readonly Rule[] {
  const [selectors = '', body, ...others] = text.split('{')
  if (body === undefined || others.length > 0)
    throw unsupported('a style sheet may only have plain rules, without nesting')
  const declarations = parseDeclarations(body)
  return selectors.split(',').map((selector) => parseSelector(selector, declarations))
}

/**
 * Reads a style sheet.
 * @returns rules in precedence order; later rules win
 * @throws Failure unsupported (at-rules, nesting, combinators, pseudo-classes), too-large
 */
export function parseStyleSheet(text: string): readonly Rule[] {
  const sheet = withoutComments(text)
  if (sheet.includes('@')) throw unsupported('a style sheet has an at-rule; remove it')
  const blocks = sheet.split('}').filter((block) => block.trim() !== '')
  const rules = blocks.flatMap(parseBlock)
  if (rules.length > MAX_RULES)
    throw new Failure('too-large', `SVG: a style sheet has more than ${MAX_RULES} rules: use fewer`)
  return rules.sort((a, b) => a.specificity - b.specificity)
}

/**
 * Returns the declarations that apply to an element, from the rules and from its `style`. They are
 * in precedence order, important ones last (CSS Cascade 5, 6).
 * @param before number of declarations that all earlier elements have, which counts toward the
 *   limit
 * @throws Failure unsupported, too-large
 */
export function cascadeOf(
  name: string,
  attributes: ReadonlyMap<string, string>,
  rules: readonly Rule[],
  before: number,
): readonly Declaration[] {
  const id = attributes.get('id')
  const classes = new Set(attributes.get('class')?.split(/\s+/))
  const matching = rules.filter(
    (rule) =>
      (rule.type === undefined || rule.type === name) &&
      (rule.id === undefined || rule.id === id) &&
      rule.classes.every((name) => classes.has(name)),
  )
  const own = parseDeclarations(attributes.get('style') ?? '')
  const count = matching.reduce((total, { declarations }) => total + declarations.length, own.length)
  if (before + count > MAX_DECLARED)
    throw new Failure(
      'too-large',
      'SVG: its style sheets have too many declarations: use fewer rules or elements',
    )
  const all = [...matching.flatMap(({ declarations }) => declarations), ...own]
  return [...all.filter(({ important }) => !important), ...all.filter(({ important }) => important)]
}

/**
 * Returns the style that results from a cascade.
 * @throws Failure unsupported
 */
export function styleOf(cascade: readonly Declaration[]): Style {
  const style = new Map<string, string>()
  for (const { property, value } of cascade) {
    if (property === 'transform') throw unsupported('a style sets transform; use the attribute transform')
    const normalized = normalizeProperty(property, value)
    style.delete(property)
    if (normalized !== undefined) style.set(property, normalized)
  }
  return style
}
