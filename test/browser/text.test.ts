import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { frameOf } from '../../src/engine/ops/upright.ts'
import { drawSvg } from '../../src/engine/svg/draw.ts'
import { readSvg } from '../../src/engine/svg/read.ts'
import { sizeOf, spread } from '../../src/engine/text/box.ts'
import { layOut } from '../../src/engine/text/layout.ts'
import { linesOf } from '../../src/engine/text/lines.ts'
import { shapeText } from '../../src/engine/text/shape.ts'
import { openKernel } from '../../src/engine/wasm/kernel.ts'
import { FONTS, type FontName } from '../support/text/fonts.ts'
import { TEXT_SAMPLES, type TextSample } from '../support/text/samples.ts'

const SIZE = 64
const MARGIN = 8

/** Coverage of each pixel, 0 to 255. */
interface Ink {
  readonly width: number
  readonly height: number
  readonly data: ArrayLike<number>
}

const executablePath = inject('chromium')
let browser: Browser
let page: Page

beforeAll(async () => {
  if (executablePath === '') return
  browser = await chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--font-render-hinting=none'],
  })
  page = await browser.newPage()
  await page.addScriptTag({ content: SCRIPT })
  for (const name of Object.keys(FONTS) as FontName[]) await loadFont(name)
})

afterAll(() => browser?.close())

/** Script of the page: loads fonts and draws texts on a canvas. */
const SCRIPT = `
  async function loadFont(family, url) {
    const face = new FontFace(family, 'url(' + url + ')')
    document.fonts.add(await face.load())
  }
  function coverage({ text, fonts, size, width, height, left, baseline, isRightToLeft }) {
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context.font = size + 'px ' + fonts.join(', ')
    context.textRendering = 'geometricPrecision'
    context.direction = isRightToLeft ? 'rtl' : 'ltr'
    context.textAlign = 'left'
    context.fillText(text, left, baseline)
    return [...context.getImageData(0, 0, width, height).data].filter((_, at) => at % 4 === 3)
  }
  function lineStarts({ text, fonts, size, width }) {
    const block = document.createElement('div')
    block.style = 'line-break: strict; overflow-wrap: anywhere; text-rendering: geometricPrecision; font: ' +
      size + 'px ' + fonts.join(', ') + '; width: ' + width + 'px'
    block.dir = 'auto'
    block.textContent = text
    document.body.append(block)
    const range = document.createRange()
    const tops = [...text].map((_, at) => {
      range.setStart(block.firstChild, at)
      range.setEnd(block.firstChild, at + 1)
      return Math.round(range.getBoundingClientRect().top / size)
    })
    block.remove()
    return tops.flatMap((top, at) => (text[at] !== ' ' && (at === 0 || top > Math.max(...tops.slice(0, at))) ? [at] : []))
  }`

async function loadFont(name: FontName): Promise<void> {
  const url = `data:font/ttf;base64,${Buffer.from(FONTS[name]()).toString('base64')}`
  await page.evaluate(`loadFont(${JSON.stringify(name)}, ${JSON.stringify(url)})`)
}

function ours({ text, fonts }: TextSample): Ink & { baseline: number; left: number; isRightToLeft: boolean } {
  const shaped = shapeText(
    text,
    fonts.map((name) => FONTS[name]()),
  )
  expect(shaped.isComplete).toBe(true)
  const { box, svg } = layOut(shaped, { size: SIZE, align: 'left' })
  const window = spread(box, MARGIN)
  const document = svg('letters', '#000000', window)
  const [, baseline] = /translate\(\S+ (\S+)\)/.exec(new TextDecoder().decode(document)) ?? []
  const kernel = openKernel()
  const { data, width, height } = frameOf(kernel, drawSvg(readSvg(document), sizeOf(window), kernel))
  return {
    width,
    height,
    data: data.filter((_, at) => at % 4 === 3),
    baseline: Number(baseline) - window.top,
    left: -window.left,
    isRightToLeft: shaped.paragraphs[0]?.isRightToLeft ?? false,
  }
}

async function theirs(sample: TextSample, { data: _, ...like }: ReturnType<typeof ours>): Promise<Ink> {
  const given = JSON.stringify({ ...sample, ...like, size: SIZE })
  const data: number[] = await page.evaluate(`coverage(${given})`)
  return { ...like, data }
}

/**
 * Returns the ink that both texts share, divided by the ink of either text (intersection over
 * union).
 */
function overlap(a: Ink, b: Ink): number {
  let [both, either] = [0, 0]
  for (let at = 0; at < a.data.length; at++) {
    both += Math.min(a.data[at] ?? 0, b.data[at] ?? 0)
    either += Math.max(a.data[at] ?? 0, b.data[at] ?? 0)
  }
  return both / either
}

function columns({ width, height, data }: Ink): number[] {
  return Array.from({ length: width }, (_, x) =>
    Array.from({ length: height }, (_, y) => data[y * width + x] ?? 0).reduce((sum, ink) => sum + ink, 0),
  )
}

/**
 * Splits a line at columns that are blank in both texts. Returns the parts that contain ink in at
 * least one of them.
 */
function partsOf(a: Ink, b: Ink): [number, number][] {
  const [inA, inB] = [columns(a), columns(b)]
  const parts: [number, number][] = []
  let from: number | undefined
  for (let x = 0; x < a.width; x++) {
    const isBlank = inA[x] === 0 && inB[x] === 0
    if (!isBlank) from ??= x
    else if (from !== undefined) {
      parts.push([from, x])
      from = undefined
    }
  }
  return parts
}

function center({ width, height, data }: Ink, from: number, to: number): [number, number] {
  let [sum, across, down] = [0, 0, 0]
  for (let y = 0; y < height; y++)
    for (let x = from; x < to; x++) {
      const ink = data[y * width + x] ?? 0
      sum += ink
      across += ink * x
      down += ink * y
    }
  return [across / sum, down / sum]
}

describe.skipIf(executablePath === '')('text rendered 64 pixels high, compared with Chromium', () => {
  it.each(TEXT_SAMPLES)('has the same position and look: $script', async (sample) => {
    const own = ours(sample)
    const other = await theirs(sample, own)
    const parts = partsOf(own, other)
    expect(parts.length).toBeGreaterThan(1)
    const shifts = parts.flatMap(([from, to]) => {
      const [a, b] = [center(own, from, to), center(other, from, to)]
      return a.map((value, axis) => Math.abs(value - (b[axis] ?? Number.NaN)))
    })
    expect(Math.max(...shifts)).toBeLessThan(0.5)
    expect(overlap(own, other)).toBeGreaterThan(0.95)
  })

  it.each<TextSample & { width: number }>([
    {
      script: 'Latin',
      text: 'A well-kept (old) lighthouse, “lit” at 10.30 — every night, half-price, 50% off',
      fonts: ['latin'],
      width: 230,
    },
    {
      script: 'Hebrew and Latin',
      text: 'שלום עולם, this is mixed (מאוד) 12.5% טקסט',
      fonts: ['hebrew', 'latin'],
      width: 210,
    },
    { script: 'Arabic', text: 'العربية لغة جميلة يتحدث بها ملايين الناس', fonts: ['arabic'], width: 150 },
    { script: 'Devanagari', text: 'हिन्दी भाषा में लिखा हुआ एक लम्बा वाक्य', fonts: ['devanagari'], width: 160 },
    { script: 'Thai', text: 'ภาษาไทยเป็นภาษาที่สวยงามมาก', fonts: ['thai'], width: 120 },
    {
      script: 'Japanese',
      text: '漢字とかな、カタカナ。「文章」を組む。ABC',
      fonts: ['japanese'],
      width: 130,
    },
    { script: 'a long word', text: 'Donaudampfschifffahrtsgesellschaft', fonts: ['latin'], width: 150 },
  ])('breaks lines at the same places: $script', async ({ text, fonts, width }) => {
    const size = 24
    const shaped = shapeText(
      text,
      fonts.map((name) => FONTS[name]()),
    )
    const starts = linesOf(shaped, width / size).map(({ runs }) =>
      Math.min(...runs.flatMap(({ glyphs }) => glyphs.map(({ at }) => at))),
    )
    const given = JSON.stringify({ text, fonts, size, width })
    expect(starts.length).toBeGreaterThan(2)
    expect(starts).toEqual(await page.evaluate(`lineStarts(${given})`))
  })
})
