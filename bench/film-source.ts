import sharp, { type Sharp } from 'sharp'

export interface FilmShape {
  readonly width: number
  readonly height: number
  readonly frames: number
}

/** Camera movement in pixels per frame. */
const STEP = { across: 2, down: 1 }

/**
 * Encodes an animation at 25 frames per second with a slow camera movement. All pixels change in
 * every frame.
 */
export async function encodeFilm(photograph: Sharp, { width, height, frames }: FilmShape): Promise<Sharp> {
  const [wide, high] = [width + frames * STEP.across, height + frames * STEP.down]
  const { data } = await photograph
    .resize(wide, high, { fit: 'cover' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const film = new Uint8Array(width * height * frames * 3)
  for (let row = 0; row < height * frames; row++) {
    const frame = Math.floor(row / height)
    const from = ((row % height) + frame * STEP.down) * wide + frame * STEP.across
    film.set(data.subarray(from * 3, (from + width) * 3), row * width * 3)
  }
  const raw = { width, height: height * frames, channels: 3, pageHeight: height } as const
  return sharp(film, { raw, limitInputPixels: false }).gif({
    delay: Array(frames).fill(40),
    loop: 0,
    effort: 3,
  })
}
