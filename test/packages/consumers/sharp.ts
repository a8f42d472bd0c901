import sharp, {
  type AvifOptions,
  type Context,
  type ErrorCode,
  Failure,
  type Input,
  type JpegOptions,
  type Metadata,
  type ModulateOptions,
  type Output,
  type OutputInfo,
  type OverlayOptions,
  type PngOptions,
  type Region,
  type ResizeOptions,
  type Sharp,
  type SharpColor,
  type SharpOptions,
  sharp as start,
  type WebpOptions,
} from '@owner/signet-worker/sharp'

const background: SharpColor = { r: 255, g: 204, b: 0, alpha: 0.5 }
const cover: ResizeOptions = {
  fit: 'cover',
  position: 'right top',
  kernel: 'lanczos3',
  withoutEnlargement: true,
}
const region: Region = { left: 1, top: 2, width: 30, height: 40 }
const animated: SharpOptions = { animated: true, limitInputPixels: 1e6 }
const light: ModulateOptions = { brightness: 1.2, hue: 30 }

export const thumbnail = (input: Input, context: Context): Promise<Uint8Array<ArrayBuffer>> =>
  start(input, animated, context).rotate().resize(400, 300, cover).webp({ quality: 80 }).toBuffer()

export function edited(input: Input, logo: Input): Sharp {
  const overlay: OverlayOptions = { input: logo, gravity: 'southeast', blend: 'multiply' }
  return sharp(input)
    .extract(region)
    .trim({ threshold: 10 })
    .flip()
    .flop()
    .blur(2)
    .sharpen({ sigma: 1 })
    .grayscale(false)
    .negate(false)
    .modulate(light)
    .tint(background)
    .flatten({ background: '#fc0' })
    .gamma(2.2)
    .threshold(128)
    .extend({ top: 4, background })
    .removeAlpha()
    .composite([overlay])
    .keepMetadata()
    .clone()
}

const jpeg: JpegOptions = { quality: 80, progressive: true }
const png: PngOptions = { compressionLevel: 9 }
const webp: WebpOptions = { lossless: true }
const avif: AvifOptions = { quality: 50 }

export const formats = (chain: Sharp): readonly Sharp[] => [
  chain.jpeg(jpeg),
  chain.png(png),
  chain.webp(webp),
  chain.avif(avif),
  chain.toFormat('webp', { quality: 70 }),
]

export async function facts(input: Input): Promise<string> {
  const { format, width, autoOrient, pages }: Metadata = await sharp(input).metadata()
  const { data, info }: Output = await sharp(input).toBuffer({ resolveWithObject: true })
  const { size }: OutputInfo = info
  return [format, width, autoOrient.height, pages, data.length === size].join()
}

export async function respond(input: Input): Promise<Response | ErrorCode> {
  try {
    return await sharp(input)
      .resize({ width: 100 })
      .toResponse({ headers: { 'cache-control': 'no-store' } })
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}
