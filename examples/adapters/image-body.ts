/** An image whose first bytes were read, to find out its type. */
export interface ImageBody {
  /** Media type. `undefined` if the file is no known image. */
  readonly type: string | undefined
  /** `true` if the image is an animation. Every GIF counts as one. */
  readonly isAnimated: boolean
  /** All bytes of the file. */
  readonly body: ReadableStream<Uint8Array>
}

/** Bytes that are read first. The chunk `acTL` of an animated PNG is before the pixels. */
const HEAD = 4096

type Test = (head: string) => boolean

/** Returns a test for files that have one of the texts at a position. */
const has =
  (at: number, ...texts: readonly string[]): Test =>
  (head) =>
    texts.some((text) => head.startsWith(text, at))

/** Returns a test for files of the HEIF family that name one of the brands. */
const hasBrand =
  (...brands: readonly string[]): Test =>
  (head) =>
    head.startsWith('ftyp', 4) && brands.some((brand) => head.slice(8, head.charCodeAt(3)).includes(brand))

/** Tests of the first bytes, one byte a character. The first that succeeds counts. */
const TYPES: Readonly<Record<string, Test>> = {
  'image/jpeg': has(0, '\xff\xd8\xff'),
  'image/png': has(0, '\x89PNG\r\n\x1a\n'),
  'image/gif': has(0, 'GIF87a', 'GIF89a'),
  'image/webp': (head) => head.startsWith('RIFF') && head.startsWith('WEBP', 8),
  'image/avif': hasBrand('avif', 'avis'),
  'image/heic': hasBrand('heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1'),
  'image/jxl': has(0, '\xff\x0a', '\0\0\0\x0cJXL '),
  'image/svg+xml': (head) => /^(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg)/i.test(head),
  'image/x-icon': has(0, '\0\0\x01\0'),
  'image/bmp': has(0, 'BM'),
  'image/tiff': has(0, 'II*\0', 'MM\0*'),
}

/** Flag of an animation in the header of a WebP. */
const WEBP_ANIMATION = 2

const ANIMATED: Readonly<Record<string, Test>> = {
  'image/gif': () => true,
  'image/png': (head) => head.split('IDAT')[0]?.includes('acTL') === true,
  'image/webp': (head) => head.startsWith('VP8X', 12) && (head.charCodeAt(20) & WEBP_ANIMATION) !== 0,
  'image/avif': has(4, 'ftypavis'),
}

/** Reads the type of an image from its first bytes. */
export async function openImage(source: ReadableStream<Uint8Array>): Promise<ImageBody> {
  const reader = source.getReader()
  const chunks: Uint8Array[] = []
  for (let length = 0; length < HEAD; ) {
    const { value } = await reader.read()
    if (!value) break
    chunks.push(value)
    length += value.length
  }
  const head = chunks.map((chunk) => String.fromCharCode(...chunk.subarray(0, HEAD))).join('')
  const type = Object.keys(TYPES).find((name) => TYPES[name]?.(head))
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const value = chunks.shift() ?? (await reader.read()).value
        if (value) controller.enqueue(value)
        else controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return { type, isAnimated: type !== undefined && ANIMATED[type]?.(head) === true, body }
}
