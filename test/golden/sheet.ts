import { readFile } from 'node:fs/promises'
import sharp from 'sharp'

/** Kept pictures that the README shows, and the query under each. */
const SHOWN: readonly (readonly [name: string, query: string])[] = [
  ['crop-smart', 'crop=smart&width=…&height=…'],
  ['crop-focus-zoom', 'crop=fp,0.40,0.70,2.2'],
  ['fit-contain', 'fit=contain&bg=27a9e1'],
  ['extend-alpha', 'extend=50&bg=39,169,225,0.5'],
  ['rotate', 'rotate=30&bg=27a9e1'],
  ['blur', 'blur=10'],
  ['sharpen', 'sharpen=10'],
  ['grayscale', 'grayscale=1'],
  ['tint', 'tint=27a9e1'],
  ['negate', 'negate=1'],
  ['threshold', 'threshold=128'],
  ['saturation', 'saturation=2'],
  ['hue', 'hue=120'],
  ['pixelate', 'pixelate=24'],
  ['radius', 'radius=80'],
  ['redact', 'redact=100,100,120,60;…'],
  ['overlay-align', 'olurl=…&olalign=bottomleft'],
  ['overlay-alpha', 'olurl=…&olalpha=40'],
  ['overlay-repeat', 'olurl=…&olrepeat=1'],
  ['overlay-svg', 'olurl=/brand/logo.svg'],
]

const COLUMNS = 5
const WIDTH = 176
const CAPTION = 26

function caption(query: string): Buffer {
  const text = query.replaceAll('&', '&amp;')
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${CAPTION}">
    <text x="${WIDTH / 2}" y="13" font-size="10" font-family="monospace" fill="#57606a" text-anchor="middle">${text}</text></svg>`)
}

/** Pictures of one row stand on one line, above their captions. */
async function row(shown: typeof SHOWN, top: number) {
  const pictures = await Promise.all(
    shown.map(async ([name, query]) => {
      const input = await readFile(new URL(`${name}.png`, import.meta.url))
      const { width, height } = await sharp(input).metadata()
      return { input, width, height, query }
    }),
  )
  const line = top + Math.max(...pictures.map(({ height }) => height))
  const layers = pictures.flatMap(({ input, width, height, query }, column) => [
    { input, left: column * WIDTH + Math.round((WIDTH - width) / 2), top: line - height },
    { input: caption(query), left: column * WIDTH, top: line + 4 },
  ])
  return { layers, bottom: line + 4 + CAPTION }
}

const layers = []
let top = 4
for (let first = 0; first < SHOWN.length; first += COLUMNS) {
  const made = await row(SHOWN.slice(first, first + COLUMNS), top)
  layers.push(...made.layers)
  top = made.bottom
}
await sharp({ create: { width: COLUMNS * WIDTH, height: top, channels: 3, background: '#ffffff' } })
  .composite(layers)
  .webp({ quality: 85 })
  .toFile('docs/examples.webp')
