import { readFile } from 'node:fs/promises'
import { expect, expectTypeOf, it } from 'vitest'
import type { NamedOptions } from '../../../src/api/engine/generated/engine-options.ts'
import type { EngineOptions } from '../../../src/api/engine/index.ts'
import { IMAGE_OPTIONS, LAYERED, type TableOptions } from '../../../src/engine/options/options.ts'
import { ENGINE_OPTIONS_FILE, engineOptions } from '../../../tools/engine-options.ts'

/** A compound option also has a text form. */
type Value<T> = T | (Extract<T, object> extends never ? never : string) | undefined

type FromTable = { readonly [Name in Exclude<keyof TableOptions, 'output'>]?: Value<TableOptions[Name]> }

/** Names that only one of the two types has. */
type Stale = Exclude<keyof FromTable, keyof NamedOptions> | Exclude<keyof NamedOptions, keyof FromTable>

/** `true` if both types have the same names. Otherwise a text that says how to mend the file. */
type UpToDate = [Stale] extends [never] ? true : `${Stale} is missing or left over: run npm run docs`

/** Options with the names of the file, so that a missing name is reported by `UpToDate` alone. */
type Named = Pick<FromTable, keyof NamedOptions & keyof FromTable>

const text = await readFile(ENGINE_OPTIONS_FILE, 'utf8')

/** Returns the comment of an option on one line. */
function commentOf(name: string): string | undefined {
  const [, comment] = new RegExp(`/\\*\\*((?:(?!\\*/)[^])+)\\*/\n  readonly ${name}\\?:`).exec(text) ?? []
  return comment
    ?.replaceAll(/\n\s*\*?/g, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
}

it('is up to date (npm run docs)', () => {
  expect(engineOptions()).toBe(text)
})

it('has the types of the table of options', () => {
  const isUpToDate: UpToDate = true
  expect(isUpToDate).toBe(true)
  expectTypeOf<NamedOptions>().toEqualTypeOf<Named>()
  expectTypeOf<EngineOptions['width']>().toEqualTypeOf<number | undefined>()
  expectTypeOf<EngineOptions['ol-city']>().toEqualTypeOf<string | undefined>()
})

it('describes every option', () => {
  const names = [...new Set([...Object.keys(IMAGE_OPTIONS), ...LAYERED])].filter((name) => name !== 'output')
  for (const name of names) expect(commentOf(name), name).toMatch(/^[A-Z0-9`].+\.$/)
  expect(text.match(/ {2}readonly /g)).toHaveLength(names.length)
})

it.each([
  ['width', 'Output width in pixels; alone it keeps the aspect ratio. A whole number from 1 to 10000.'],
  ['fit', 'Way in which the image fits into width × height. Default: `cover`. Needs `width` and `height`.'],
  ['enlarge', 'Allows the image to be enlarged. Default: `true`.'],
  ['tint', 'Gives the image one hue and keeps its lightness. As a text: RRGGBB in hex.'],
  [
    'ol3x',
    'Overlay 3: left edge of the overlay in pixels, instead of `ol3align`. A whole number from 0 to 2000. Needs `ol3url` or `ol3text`.',
  ],
  ['mark', 'Invisible mark; needs `markKey` in the context. 8 or 16 lower-case hex digits.'],
])('describes %s with its range, default and needs', (name, comment) => {
  expect(commentOf(name)).toBe(comment)
})
