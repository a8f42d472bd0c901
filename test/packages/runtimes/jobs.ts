import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FONTS } from '../../support/text/fonts.ts'
import { LOGOS } from '../../support/text/svg.ts'
import { makePictures } from './pictures.ts'

type Options = Readonly<Record<string, string | number | boolean>>

export interface Job {
  readonly name: string
  readonly picture: string
  readonly options: Options
}

/**
 * Options by picture name. Together they use each operation whose mathematics a runtime could
 * compute differently, and each encoder.
 */
const OPTIONS: readonly (readonly [picture: string, options: Options])[] = [
  ['JPEG baseline', { width: 150 }],
  ['JPEG baseline', { rotate: 17, bg: 'ffd666', format: 'png' }],
  ['JPEG baseline', { format: 'avif', width: 96, quality: 50 }],
  ['JPEG 4:4:4', { blur: 2.3, width: 200, progressive: true }],
  ['JPEG 4:4:4', { width: 100, height: 100, crop: 'smart', format: 'webp', quality: 70 }],
  ['JPEG progressive', { gamma: 2.2, width: 120 }],
  ['JPEG progressive', { mark: '0badcafe', quality: 90 }],
  ['JPEG rotated', { linear: true, width: 110, filter: 'mitchell' }],
  ['JPEG gray', { sharpen: 1.7, contrast: 1.3, format: 'webp', lossless: true }],
  ['JPEG CMYK', { width: 100, brightness: 1.2, format: 'png' }],
  ['JPEG CMYK with a profile', { width: 140, quality: 75 }],
  ['JPEG Display P3', { hue: 77, saturation: 1.4, brightness: 0.9, width: 160 }],
  ['JPEG ProPhoto', { tint: 'c08040', normalize: true }],
  ['JPEG with a table profile', { width: 133, format: 'webp', nearlossless: true }],
  ['JPEG with a gain map', { width: 120, hdr: true }],
  ['PNG 8 bits', { radius: 31, width: 150, dpr: 1.5, format: 'webp' }],
  ['PNG 8 bits', { filter: 'magic', width: 200, height: 150, fit: 'contain', bg: '336699' }],
  ['PNG 8 bits', { oltext: 'Signet ÅVA', olsize: 0.2, olshadow: '1.5,2,2,000000', format: 'jpeg' }],
  ['PNG 16 bits', { rotate: 8, gamma: 1.8 }],
  ['PNG palette', { pixelate: 7, threshold: 120 }],
  ['PNG alpha', { olurl: '/logo.svg', olscale: 60, olrotate: 12, olalpha: 70, format: 'webp' }],
  ['PNG alpha', { trim: 20, extend: '5,9,2,7', bg: '255,0,0,0.5', adaptive: true, compression: 9 }],
  ['PNG interlaced', { filter: 'hqx', width: 400, format: 'webp', quality: 60 }],
  ['PNG 16 bits, alpha, interlaced', { width: 50, linear: true }],
  ['WebP lossy', { blur: 8, negate: true }],
  [
    'WebP lossy',
    { oltext: 'نص {name} 2026', 'ol-name': 'Ω', olfont: '/arabic.ttf;/font.ttf', olstroke: '2,0000ff' },
  ],
  ['WebP lossy, alpha', { width: 90, filter: 'catrom', alphaquality: 40 }],
  ['WebP lossless', { olurl: '/logo.webp', olblend: 'soft-light', olrepeat: true, format: 'png' }],
  ['WebP animated', { width: 60, animate: true }],
  ['AVIF 4:2:0', { width: 120 }],
  ['AVIF 4:4:4', { crop: 'fp,0.7,0.3,1.5', width: 80, height: 90, format: 'jpeg' }],
  ['AVIF 10 bits', { format: 'avif', width: 64, gamma: 2 }],
  ['AVIF alpha', { rotate: 33, format: 'avif', quality: 60, width: 90 }],
  ['GIF transparent', { width: 70, filter: 'triangle' }],
  ['GIF interlaced', { mark: '0123456789abcdef', width: 640, format: 'jpeg' }],
  ['GIF animated', { animate: true, hue: 200, width: 50 }],
  ['HEIC of a phone', { width: 90, format: 'jpeg', blur: 0.8 }],
  ['HEIC alpha', { format: 'png', rotate: 45 }],
  ['HEIC 10 bits', { linear: true, width: 60, format: 'webp' }],
]

/**
 * Writes the pictures, the files of their overlays and `jobs.json` into a folder.
 * @returns the jobs
 */
export async function writeJobs(folder: string): Promise<readonly Job[]> {
  await mkdir(folder, { recursive: true })
  const pictures = await makePictures()
  const names = [...pictures.keys()]
  const file = (picture: string) => `${names.indexOf(picture)}.bin`
  for (const [name, bytes] of pictures) await writeFile(join(folder, file(name)), bytes)
  await writeFile(join(folder, 'font.ttf'), FONTS.latin())
  await writeFile(join(folder, 'arabic.ttf'), FONTS.arabic())
  await writeFile(join(folder, 'logo.svg'), LOGOS['gradients'] ?? '')
  await writeFile(join(folder, 'logo.webp'), pictures.get('WebP lossless') ?? '')
  const jobs = OPTIONS.map(([picture, options]) => {
    return { name: `${picture} ${JSON.stringify(options)}`, picture, options }
  })
  const stored = jobs.map((job) => ({ ...job, file: file(job.picture) }))
  await writeFile(join(folder, 'jobs.json'), JSON.stringify(stored))
  return jobs
}
