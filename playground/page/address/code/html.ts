import { escapeHtml } from '../../../escape-html.ts'
import { candidates } from '../granted-sizes.ts'
import type { Material } from './material.ts'

type Size = Material['size']

const list = (items: readonly string[], indent: string) => items.join(`,\n${indent}`)

function srcset(signed: string, given: ReadonlyMap<string, string>, indent: string): string {
  const { name, unit, values } = candidates(given)
  return list(
    values.map((value) => `${escapeHtml(`${signed}&${name}=${value}`)} ${value}${unit}`),
    indent,
  )
}

/**
 * Returns the attribute `sizes`, or nothing. HTML requires it for width descriptors and forbids it
 * for density descriptors (HTML 4.8.4.2.2).
 */
const sizes = (given: ReadonlyMap<string, string>) => (candidates(given).unit === 'w' ? ' sizes="100vw"' : '')

const box = (size: Size) => (size ? ` width="${size.width}" height="${size.height}"` : '')

/**
 * Returns the URL for one candidate in a grant: the smallest that is at least as large as the
 * signed size.
 */
function usual(signed: string, given: ReadonlyMap<string, string>): string {
  const { name, values } = candidates(given)
  const wanted = name === 'w' ? Number(given.get('width')) : 1
  const enough = values.filter((value) => value >= wanted)
  return `${signed}&${name}=${enough.length > 0 ? Math.min(...enough) : Math.max(...values)}`
}

/** Returns an `<img>` with a grant's `srcset`. */
export function html(signed: string, given: ReadonlyMap<string, string>, size: Size): string {
  return [
    `<img src="${escapeHtml(usual(signed, given))}"`,
    `     srcset="${srcset(signed, given, '             ')}"`,
    `    ${sizes(given)}${box(size)} loading="lazy" alt="">`,
  ].join('\n')
}

/**
 * Returns a `<picture>` with sources in JPEG XL, AVIF and WebP. Other browsers get the target's
 * format.
 */
export function pictureHtml({ granted, jxl, avif, webp, grant: { given }, size }: Material): string {
  const source = (type: string, signed: string) =>
    `  <source type="image/${type}"${sizes(given)}\n          srcset="${srcset(signed, given, '                  ')}">`
  const image = html(granted, given, size).replaceAll('\n', '\n  ')
  const sources = [source('jxl', jxl), source('avif', avif), source('webp', webp)]
  return ['<picture>', ...sources, `  ${image}`, '</picture>'].join('\n')
}
