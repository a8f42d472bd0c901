import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { goldenName } from '../support/picture/golden.ts'
import { pictureFile } from '../support/project/documented-examples.ts'

const SHOWN: readonly (readonly [target: string, query: string])[] = [
  ['photo.jpg?crop=smart&width=200&height=300', 'crop=smart&width=…&height=…'],
  ['photo.jpg?crop=fp,0.40,0.70,2.2&width=600&height=400', 'crop=fp,0.40,0.70,2.2'],
  ['photo.jpg?width=200&height=200&fit=contain&bg=27a9e1', 'fit=contain&bg=27a9e1'],
  ['photo.jpg?extend=50&bg=39,169,225,0.5&format=png', 'extend=50&bg=39,169,225,0.5'],
  ['photo.jpg?rotate=30&bg=27a9e1', 'rotate=30&bg=27a9e1'],
  ['photo.jpg?blur=10', 'blur=10'],
  ['photo.jpg?sharpen=10', 'sharpen=10'],
  ['photo.jpg?grayscale=1', 'grayscale=1'],
  ['photo.jpg?tint=27a9e1', 'tint=27a9e1'],
  ['photo.jpg?negate=1', 'negate=1'],
  ['photo.jpg?threshold=128', 'threshold=128'],
  ['photo.jpg?saturation=2', 'saturation=2'],
  ['photo.jpg?hue=120', 'hue=120'],
  ['photo.jpg?pixelate=24', 'pixelate=24'],
  ['photo.jpg?radius=80&format=png', 'radius=80'],
  ['photo.jpg?redact=100,100,120,60;400,40,80,200', 'redact=100,100,120,60;…'],
  ['photo.jpg?olurl=/brand/logo.png&olalign=bottomleft&olpadding=100', 'olurl=…&olalign=bottomleft'],
  ['landscape.jpg?oltext=The%20lake&olsize=0.2&olshadow=3,2,2', 'oltext=…&olshadow=3,2,2'],
  ['landscape.jpg?oltext=Proof&olsize=0.15&olrotate=-30&olalpha=40&olrepeat=1', 'oltext=…&olrepeat=1'],
  [
    'landscape.jpg?olurl=/stamp.svg&olscale=30&ol2text=The%20lake&ol2size=0.15&ol2align=bottom',
    'olurl=…&ol2text=…',
  ],
]

const COLUMNS = 5
const SIDE = 150
const WIDTH = 176
const CAPTION = 26

function caption(query: string): Buffer {
  const text = query.replaceAll('&', '&amp;')
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${CAPTION}">
    <text x="${WIDTH / 2}" y="13" font-size="10" font-family="monospace" fill="#57606a" text-anchor="middle">${text}</text></svg>`)
}

const names = await readdir(new URL('.', import.meta.url))

/** A golden picture, or one of docs/parameters. */
function fileOf(target: string): string {
  const name = names.find((each) => each.startsWith(goldenName(target, '')))
  return name === undefined
    ? pictureFile(target)
    : fileURLToPath(new URL(encodeURIComponent(name), import.meta.url))
}

async function picture(target: string) {
  return sharp(fileOf(target))
    .resize({ width: SIDE, height: SIDE, fit: 'inside', withoutEnlargement: true })
    .png()
    .toBuffer({ resolveWithObject: true })
}

/** Aligns the pictures at their lower edges. */
async function row(shown: typeof SHOWN, top: number) {
  const pictures = await Promise.all(
    shown.map(async ([target, query]) => {
      const { data: input, info } = await picture(target)
      return { input, width: info.width, height: info.height, query }
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
