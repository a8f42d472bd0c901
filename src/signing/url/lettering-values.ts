import type { Shadow, Stroke } from '../../engine/options/lettering.ts'
import { color, decimal, matching, type Value } from './values.ts'

/**
 * Pattern of a text template: up to 200 elements, each a plain character, an escape or a
 * placeholder. The only line break is `\n`, written as two characters.
 */
const TEMPLATE = /^(?:[^\\{}\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|\\[n\\]|\{\{|\}\}|\{[a-z0-9-]{1,32}\}){1,200}$/u

/**
 * Type of a text template: `{name}` is a placeholder, `{{`, `}}` and `\\` stand for the characters
 * themselves, and `\n` starts a new line.
 */
export const template: Value<string> = matching(
  TEMPLATE,
  'up to 200 characters; a new line is \\n, a backslash \\\\, a brace {{ or }}, a placeholder {name}',
)

/**
 * Type of the value that fills a placeholder. The value cannot end its line or reorder the text
 * around it.
 */
export const fillValue: Value<string> = matching(
  /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]{1,200}$/u,
  'up to 200 characters, without line and direction controls',
)

const font = /^(?:\/|https:\/\/)[^\p{Cc};]{1,2000}$/u

/**
 * Returns the type for a list of font addresses. Semicolons separate the addresses, because many
 * file names contain a comma.
 * @param max largest number of fonts
 */
export function fonts(max: number): Value<readonly string[]> {
  return {
    parse: (text) => {
      const parts = text.split(';')
      const known = parts.length <= max && new Set(parts).size === parts.length
      return known && parts.every((part) => font.test(part)) ? parts : undefined
    },
    format: (values) => values.join(';'),
    expects: `up to ${max} paths that start with / or https URLs, separated by semicolons`,
    shape: { kind: 'fonts', max },
  }
}

const BLACK = '000000'
const strokeWidth = decimal(0.1, 100)

/** Type for `olstroke`: `WIDTH` or `WIDTH,COLOR`. */
export const stroke: Value<Stroke> = {
  parse: (text) => {
    const [head = '', ...rest] = text.split(',')
    const width = strokeWidth.parse(head)
    const paint = color.parse(rest.length > 0 ? rest.join() : BLACK)
    return width === undefined || paint === undefined ? undefined : { width, color: paint }
  },
  format: ({ width, color: paint }) => `${width},${color.format(paint)}`,
  expects: 'WIDTH or WIDTH,COLOR: pixels from 0.1 to 100, and a color as that of a text',
  shape: { kind: 'stroke' },
}

const blur = decimal(0, 100)
const OFFSET = /^-?(?:0|[1-9][0-9]{0,2})$/
const MAX_OFFSET = 200

function offset(text: string): number | undefined {
  const value = OFFSET.test(text) ? Number(text) : MAX_OFFSET + 1
  return Math.abs(value) > MAX_OFFSET || Object.is(value, -0) ? undefined : value
}

/** Type for `olshadow`: `BLUR`, `BLUR,X,Y` or `BLUR,X,Y,COLOR`. */
export const shadow: Value<Shadow> = {
  parse: (text) => {
    const [head = '', ...rest] = text.split(',')
    const [across, down] = rest.length > 0 ? [rest[0] ?? '', rest[1] ?? ''] : ['0', '0']
    const [sigma, x, y] = [blur.parse(head), offset(across), offset(down)]
    const paint = color.parse(rest.length > 2 ? rest.slice(2).join() : BLACK)
    if (sigma === undefined || x === undefined || y === undefined || paint === undefined) return undefined
    return { blur: sigma, x, y, color: paint }
  },
  format: ({ blur: sigma, x, y, color: paint }) => `${sigma},${x},${y},${color.format(paint)}`,
  expects:
    'BLUR, BLUR,X,Y or BLUR,X,Y,COLOR: a blur from 0 to 100, whole pixels from -200 to 200, and a color as that of a text',
  shape: { kind: 'shadow' },
}
