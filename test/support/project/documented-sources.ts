import sharp, { type Sharp } from 'sharp'
import { bubble } from '../../../samples/bubble.ts'
import { landscape } from '../../../samples/landscape.ts'
import { lighthouse } from '../../../samples/lighthouse.ts'
import { pebbles } from '../../../samples/pebbles.ts'
import { STAMP } from '../../../samples/stamp.ts'
import { windmill } from '../../../samples/windmill.ts'
import { rawOf } from '../picture/decoded.ts'
import { randomNumbers } from '../properties/random.ts'
import { FONTS } from '../text/fonts.ts'

type Painter = typeof landscape

function painted(paint: Painter, width: number, height: number) {
  const frame = paint(width, height)
  return sharp(frame.data, rawOf(frame))
}

/**
 * Gray that emits half as much light as white at gamma 2.2. Seen from afar, alternating white and
 * black lines, each one pixel high, look the same.
 */
const HALF_LIGHT = 186

/** Draws a disc that looks as light as the lines around it. */
function lines(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)]
    const inside = Math.hypot(x - width / 2, y - height / 2) < height / 3
    return inside ? HALF_LIGHT : (y % 2) * 255
  })
  return sharp(data, { raw: { width, height, channels: 1 } }).toColourspace('b-w')
}

/** Draws a night sky: stars with one pixel each, and fir tops before the last light. */
function stars(width: number, height: number) {
  const random = randomNumbers(7)
  const data = new Uint8Array(width * height * 3)
  const paint = (x: number, y: number, color: readonly number[]) => data.set(color, 3 * (y * width + x))
  for (let y = 0; y < height; y++) {
    const light = (y / height) ** 2
    for (let x = 0; x < width; x++) {
      const shines = random() / 2 ** 32 < 0.02 * (1 - light)
      const sky = [12 + 150 * light, 16 + 120 * light, 44 + 90 * light]
      const top = height * (0.72 + 0.06 * Math.sin(x / 9)) + 1.6 * Math.abs((x % 14) - 7)
      const isBranch = y > top && (x + 2 * y) % 5 < 3
      paint(x, y, isBranch || y > top + 14 ? [6, 10, 8] : shines ? [255, 250, 235] : sky)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** Files that examples lay over their sources. The page does not show these files on their own. */
export const DRAWN: Readonly<Record<string, Buffer | string>> = {
  'stamp.svg': STAMP,
  'fonts/noto-sans.ttf': Buffer.from(FONTS.latin()),
  'fonts/bold.ttf': Buffer.from(FONTS.bold()),
}

/** Draws the source `bubble.png`. The page does not show it on its own. */
export const bubbles = (): Promise<Buffer> => painted(bubble, 160, 120).png().toBuffer()

/**
 * Returns the sources of the examples by name: the samples in a small size, and pictures that each
 * show one parameter well.
 */
export async function documentedSources(): Promise<Readonly<Record<string, Buffer | string>>> {
  const lake = painted(landscape, 180, 120).removeAlpha()
  const framed = lake
    .clone()
    .resize(150, 100)
    .extend({ top: 8, bottom: 16, left: 6, right: 24, background: '#e8e8e8' })
  const hard = STAMP.replace('<svg', '<svg shape-rendering="crispEdges"')
  const seal = sharp(Buffer.from(hard)).resize(40).flatten({ background: '#2f6f73' })
  const jpeg = (image: Sharp) => image.jpeg({ quality: 90 }).toBuffer()
  const plain = { quality: 92, chromaSubsampling: '4:4:4' }
  return {
    'landscape.jpg': await jpeg(lake.clone()),
    'portrait.jpg': await jpeg(painted(lighthouse, 120, 160).removeAlpha()),
    'pale.jpg': await jpeg(lake.clone().linear(0.35, 110)),
    'framed.jpg': await framed.jpeg(plain).toBuffer(),
    'pebbles.jpg': await jpeg(painted(pebbles, 180, 120).removeAlpha()),
    'bubble.png': await bubbles(),
    'stars.jpg': await stars(180, 120).jpeg(plain).toBuffer(),
    'lines.png': await lines(180, 120).png().toBuffer(),
    'seal.jpg': await seal.jpeg(plain).toBuffer(),
    'windmill.gif': Buffer.from(windmill({ width: 84, height: 56 })),
    'stamp.png': await sharp(Buffer.from(STAMP)).resize(50).png().toBuffer(),
    ...DRAWN,
  }
}
