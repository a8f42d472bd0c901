import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join as joinPath } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import type { Chroma } from '../../../../src/engine/picture/header.ts'
import { rawOf } from '../../picture/decoded.ts'
import { avifFile } from '../items.ts'
import { box, property } from '../writer.ts'
import { readAv1Frame } from './frame.ts'
import { PICTURES, type PictureName } from './pictures.ts'

const run = promisify(execFile)

/** Programs of Debian's packages libavif-bin and aom-tools. */
const PROGRAMS = {
  avifenc: ['--version', 'apt install libavif-bin'],
  avifdec: ['--version', 'apt install libavif-bin'],
  aomenc: ['--help', 'apt install aom-tools'],
} as const

/**
 * Looks for the programs.
 * @returns the missing programs, each with the command that installs it
 */
export async function missingPrograms(): Promise<readonly string[]> {
  const missing = await Promise.all(
    Object.entries(PROGRAMS).map(async ([name, [flag, install]]) => {
      const isThere = await run(name, [flag]).then(
        () => true,
        ({ code }) => code !== 'ENOENT',
      )
      return isThere ? [] : [`${name} is missing (${install})`]
    }),
  )
  return missing.flat()
}

/** Calls `use` with a new directory and removes the directory afterwards. */
export async function inDirectory<Result>(use: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = await mkdtemp(joinPath(tmpdir(), 'avif-matrix-'))
  try {
    return await use(directory)
  } finally {
    await rm(directory, { recursive: true })
  }
}

export type Depth = 8 | 10 | 12

export interface Encoding {
  readonly picture: PictureName
  readonly width: number
  readonly height: number
  readonly chroma: Chroma
  readonly depth: Depth
  readonly full: boolean
  /** Value of libaom's option `cpu-used`. */
  readonly speed: number
  readonly args: readonly string[]
  readonly encoder?: 'aomenc' | undefined
}

const digits = (chroma: Chroma) => chroma.replaceAll(':', '')

async function writePicture({ picture, width, height }: Encoding, to: string): Promise<void> {
  const frame = PICTURES[picture](width, height)
  const image = sharp(frame.data, rawOf(frame))
  await (picture === 'transparent' ? image : image.removeAlpha()).png().toFile(to)
}

async function avifenc(
  encoding: Encoding,
  directory: string,
  name: string,
  args: readonly string[],
): Promise<string> {
  const { chroma, depth, full } = encoding
  const [png, avif] = [joinPath(directory, `${name}.png`), joinPath(directory, `${name}.avif`)]
  await writePicture(encoding, png)
  const format = ['-y', digits(chroma), '-d', String(depth), '-r', full ? 'full' : 'limited']
  await run('avifenc', ['-j', '1', ...format, ...args, png, avif])
  return avif
}

/**
 * Returns the profile: 0 for 4:2:0 and gray, 1 for 4:4:4, 2 for everything else (AV1 specification,
 * 6.4.1).
 */
function profileOf(chroma: Chroma, depth: Depth): number {
  if (depth === 12 || chroma === '4:2:2') return 2
  return chroma === '4:4:4' ? 1 : 0
}

/** Returns `av1C` (AV1-ISOBMFF, 2.3.3) without a level, which no reader of still images needs. */
function configuration({ chroma, depth }: Encoding): Uint8Array {
  const [gray, across, down] = [chroma === '4:0:0', chroma !== '4:4:4', ['4:2:0', '4:0:0'].includes(chroma)]
  const flags =
    (Number(depth > 8) << 6) | (Number(depth === 12) << 5) | (Number(gray) << 4) | (Number(across) << 3)
  return box('av1C', [0x81, profileOf(chroma, depth) << 5, flags | (Number(down) << 2), 0])
}

/** Code points for sRGB and BT.601 (ITU-T H.273). */
const [BT709, SRGB, BT601] = [1, 13, 6]

/** Encodes planes with aomenc and stores the result as an AVIF. */
async function aomenc(encoding: Encoding, directory: string): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, chroma, depth, full, speed, args } = encoding
  // aomenc itself turns colors into gray.
  const colors = { ...encoding, chroma: chroma === '4:0:0' ? '4:2:0' : chroma } as const
  const lossless = await avifenc(colors, directory, 'planes', ['-s', '9', '-q', '100'])
  const [y4m, obu] = [joinPath(directory, 'planes.y4m'), joinPath(directory, 'data.obu')]
  await run('avifdec', [lossless, y4m])
  await run('aomenc', [
    ...['--limit=1', '--passes=1', '--allintra', '--obu', '-q', '--end-usage=q', '--cq-level=25'],
    ...[`--profile=${profileOf(chroma, depth)}`, `--bit-depth=${depth}`, `--cpu-used=${Math.min(speed, 9)}`],
    ...(chroma === '4:0:0' ? ['--monochrome'] : []),
    ...args,
    ...['-o', obu, y4m],
  ])
  const data = Uint8Array.from(await readFile(obu))
  const { sequence } = readAv1Frame(data)
  const properties = [
    property.ispe(width, height),
    configuration(encoding),
    property.nclx(BT709, SRGB, BT601, full && sequence.full),
  ]
  return avifFile({ items: [{ id: 1, properties, data }] })
}

/**
 * Encodes a picture.
 * @throws Error the encoder does not support the settings
 */
export const encodeAvif = (encoding: Encoding): Promise<Uint8Array<ArrayBuffer>> =>
  inDirectory(async (directory) => {
    if (encoding.encoder === 'aomenc') return aomenc(encoding, directory)
    const quality = encoding.args.includes('-q') ? [] : ['-q', '60']
    const speed = ['-s', String(encoding.speed)]
    const made = await avifenc(encoding, directory, 'picture', [...speed, ...quality, ...encoding.args])
    return Uint8Array.from(await readFile(made))
  })
