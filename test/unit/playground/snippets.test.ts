import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shellWord } from '../../../cli/explain/shell-word.ts'
import { escapeHtml } from '../../../playground/escape-html.ts'
import {
  accessLiteral,
  optionsLiteral,
  pathLiteral,
  quotePython,
} from '../../../playground/page/address/code/literals.ts'
import type { Material } from '../../../playground/page/address/code/material.ts'
import { SNIPPETS } from '../../../playground/page/address/code/snippets.ts'
import { grantParameters } from '../../../playground/page/address/granted-sizes.ts'
import { createSigner } from '../../../src/signing/sdk/index.ts'
import { parseWire } from '../../../src/signing/url/wire.ts'

const KEY = 'k2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const ORIGIN = 'http://127.0.0.1:8787'
const { sign } = createSigner({ key: KEY, baseUrl: ORIGIN })
const map = (query: string) => new Map(new URLSearchParams(query))

const evaluate = (code: string): unknown => new Function(`return (${code})`)()

const given = map("width=800&format=webp&crop=fp,0.5,0.25&bg=ffd666&download=it's <it>.webp&flip=1")

const material: Material = {
  wanted: { path: "/été's \\ photo.jpg", given },
  grant: { path: '/a.jpg', given: grantParameters(given) },
  url: `${ORIGIN}/a.jpg?width=800&format=webp&token=x`,
  granted: `${ORIGIN}/a.jpg?width=800&widths=400,800&token=x`,
  jxl: `${ORIGIN}/a.jpg?width=800&format=jxl&widths=400,800&token=w`,
  avif: `${ORIGIN}/a.jpg?width=800&format=avif&widths=400,800&token=y`,
  webp: `${ORIGIN}/a.jpg?width=800&format=webp&widths=400,800&token=z`,
  origin: ORIGIN,
  size: { width: 800, height: 533 },
}

const code = (id: string) => SNIPPETS.find((snippet) => snippet.id === id)?.code(material) ?? ''

describe('TypeScript literals', () => {
  test.each([
    'width=800&format=auto&quality=70',
    'crop=smart&width=100&height=100&flip=1&enlarge=0',
    'redact=1,2,3,4;5,6,7,8&blur=2.5&hue=330&metadata=all',
    'bg=39,169,225,0.5&extend=10,20,30,40&olurl=/samples/stamp.svg&olwidth=0.25',
    'width=9&expire=1999999999&start=5&ip=203.0.113.0/24',
  ])('sign exactly the target %s', async (query) => {
    const wanted = map(query)
    const options = evaluate(optionsLiteral(wanted)) as Parameters<typeof sign>[1]
    const access = evaluate(accessLiteral(wanted) || '({})') as Parameters<typeof sign>[2]
    const url = await sign('/a.jpg', options, access)
    expect(new Map(parseWire(url).signed)).toEqual(wanted)
  })

  test('quote any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[\r\u2028\u2029]/.test(text))
        expect(evaluate(pathLiteral(text))).toBe(text)
      }),
    )
  })
})

test('a shell reads any quoted text as one word', () => {
  const text = `it's $HOME "and" \`this\` \\ & that`
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`]).toString()).toBe(text)
})

const python = spawnSync('python3', ['--version']).status === 0

test.runIf(python)('Python reads any quoted text unchanged', () => {
  const text = `it's \\n "é" \\`
  const program = `import sys; sys.stdout.buffer.write(${quotePython(text)}.encode())`
  expect(execFileSync('python3', ['-c', program]).toString()).toBe(text)
})

describe('snippets', () => {
  test.each(SNIPPETS)('contain the picture and have no gaps: $title', ({ code }) => {
    const text = code(material)
    expect(text).toMatch(/a\.jpg|photo\.jpg/)
    expect(text).not.toMatch(/undefined|NaN|\[object/)
  })

  test('list each granted size once and escape texts in HTML', () => {
    const text = code('srcset')
    expect([...text.matchAll(/ (\d+)w/g)].map(([, width]) => Number(width))).toEqual(
      grantParameters(given).get('widths')?.split(',').map(Number),
    )
    expect(text).not.toMatch(/&(?!amp;)/)
    expect(text).toContain('width="800" height="533"')
  })

  test('list JPEG XL before AVIF before WebP before other formats in a picture element', () => {
    expect(
      code('picture')
        .match(/token=[wxyz]/g)
        ?.filter((token, at, all) => token !== all[at - 1]),
    ).toEqual(['token=w', 'token=y', 'token=z', 'token=x'])
  })

  test('escape HTML', () => {
    expect(escapeHtml('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;')
  })
})
